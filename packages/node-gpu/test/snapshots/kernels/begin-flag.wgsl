struct State {
  count: vec2u,
  enabled: u32,
  skipped: u32,
  norm: f32,
  clip: f32,
  found: u32,
  filler: u32,
  numbers: array<f32>,
}

@group(0) @binding(0) var<storage, read_write> state: State;
@group(0) @binding(1) var<storage, read> upcoming: array<f32>;
@group(0) @binding(4) var<storage, read> flag: array<u32>;

@compute @workgroup_size(256)
fn main(@builtin(local_invocation_index) thread: u32) {

  let start = (state.count.x % 256u) * 12u;
  for (var i = thread; i < 12u; i += 256u) { state.numbers[i] = upcoming[start + i]; }
  storageBarrier();
  if (thread == 0u) {
    let enabled = (flag[0] & 0x7fffffffu) == 0u;
    state.enabled = u32(enabled);
    if (enabled) {
      state.count.x += 1u;
      state.count.y += u32(state.count.x == 0u);
    } else {
      state.skipped += 1u;
    }
  }
}
