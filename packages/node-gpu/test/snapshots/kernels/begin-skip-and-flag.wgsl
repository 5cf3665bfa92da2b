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
struct Partial { squares: f32, largest: u32 }
@group(0) @binding(2) var<storage, read> partials: array<Partial>;
var<workgroup> squares: array<f32, 256>;
var<workgroup> largest: array<u32, 256>;
@group(0) @binding(4) var<storage, read> flag: array<u32>;

@compute @workgroup_size(256)
fn main(@builtin(local_invocation_index) thread: u32) {
  var sum = 0.0;
  var most = 0u;
  for (var i = thread; i < 3u; i += 256u) {
    sum += partials[i].squares;
    most = max(most, partials[i].largest);
  }
  squares[thread] = sum;
  largest[thread] = most;
  workgroupBarrier();
  for (var half = 128u; half > 0u; half /= 2u) {
    if (thread < half) {
      squares[thread] += squares[thread + half];
      largest[thread] = max(largest[thread], largest[thread + half]);
    }
    workgroupBarrier();
  }
  // By the bits, whose order is that of the numbers. A gradient that overflows when gradScale is undone is not finite.
  let limit = bitcast<u32>(upcoming[(state.count.x % 256u) * (arrayLength(&upcoming) / 256u) + 1u]);
  let found = largest[0] > limit;
  // The sum may overflow although every gradient is finite. Then the norm is infinite, and clipping returns 0.
  let root = sqrt(squares[0]);
  let overflows = (bitcast<u32>(squares[0]) & 0x7fffffffu) >= 0x7f800000u || bitcast<u32>(root) > limit;
  let norm = root * abs(upcoming[(state.count.x % 256u) * (arrayLength(&upcoming) / 256u) + 0u]);
  let clip = 1.0;
  let start = (state.count.x % 256u) * 12u;
  for (var i = thread; i < 12u; i += 256u) { state.numbers[i] = upcoming[start + i]; }
  storageBarrier();
  if (thread == 0u) {
    state.norm = norm;
    state.clip = clip;
    state.found = u32(found);
    let enabled = !found && (flag[0] & 0x7fffffffu) == 0u;
    state.enabled = u32(enabled);
    if (enabled) {
      state.count.x += 1u;
      state.count.y += u32(state.count.x == 0u);
    } else {
      state.skipped += 1u;
    }
  }
}
