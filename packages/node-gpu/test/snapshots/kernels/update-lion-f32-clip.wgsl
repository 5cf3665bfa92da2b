alias Lanes = f32;

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
struct Part { length: u32, row: u32, first: u32, last: u32, numbers: u32 }

@group(0) @binding(0) var<uniform> part: Part;
@group(0) @binding(1) var<storage, read> state: State;
@group(0) @binding(2) var<storage, read_write> params: array<Lanes>;
@group(0) @binding(3) var<storage, read> grads: array<Lanes>;
@group(0) @binding(4) var<storage, read_write> slot_expAvg: array<Lanes>;

fn given(place: u32) -> f32 { return state.numbers[part.row + place]; }
fn computed(place: u32) -> f32 { return state.numbers[part.numbers + place]; }

@compute @workgroup_size(256)
fn main(@builtin(workgroup_id) workgroup: vec3u, @builtin(num_workgroups) workgroups: vec3u,
    @builtin(local_invocation_index) thread: u32) {
  let i = (workgroup.y * workgroups.x + workgroup.x) * 256u + thread;
  if (i >= part.length || state.enabled == 0u) { return; }
  let r0 = params[i];
  let r1 = Lanes(given(2u));
  let r2 = r0 * r1;
  let r3 = Lanes(given(3u));
  let r4 = slot_expAvg[i];
  let r5 = Lanes(given(4u));
  let r6 = r4 * r5;
  let r7 = grads[i] * state.clip * given(0u);
  let r8 = Lanes(given(5u));
  let r9 = r7 * r8;
  let r10 = r6 + r9;
  let r11 = sign(r10);
  let r12 = r3 * r11;
  let r13 = r2 + r12;
  let r14 = Lanes(given(6u));
  let r15 = r4 * r14;
  let r16 = Lanes(given(7u));
  let r17 = r7 * r16;
  let r18 = r15 + r17;
  slot_expAvg[i] = r18;
  params[i] = r13;
}
