alias Lanes = vec4f;

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
@group(0) @binding(4) var<storage, read_write> slot_momentumBuffer: array<Lanes>;

fn given(place: u32) -> f32 { return state.numbers[part.row + place]; }
fn computed(place: u32) -> f32 { return state.numbers[part.numbers + place]; }

@compute @workgroup_size(256)
fn main(@builtin(workgroup_id) workgroup: vec3u, @builtin(num_workgroups) workgroups: vec3u,
    @builtin(local_invocation_index) thread: u32) {
  let i = (workgroup.y * workgroups.x + workgroup.x) * 256u + thread;
  if (i >= part.length || state.enabled == 0u) { return; }
  let r0 = params[i];
  let r1 = Lanes(given(2u));
  let r2 = slot_momentumBuffer[i];
  let r3 = Lanes(given(3u));
  let r4 = r2 * r3;
  let r5 = grads[i] * given(0u);
  let r6 = Lanes(given(5u));
  let r7 = r6 * r0;
  let r8 = r5 + r7;
  let r9 = select(r8, r5, given(4u) != 0.0);
  let r10 = Lanes(given(6u));
  let r11 = r9 * r10;
  let r12 = r4 + r11;
  let r13 = r1 * r12;
  let r14 = r0 + r13;
  slot_momentumBuffer[i] = r12;
  params[i] = r14;
}
