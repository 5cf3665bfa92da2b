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
@group(0) @binding(4) var<storage, read_write> slot_expAvg: array<Lanes>;
@group(0) @binding(5) var<storage, read_write> slot_maxExpAvgSq: array<Lanes>;
@group(0) @binding(6) var<storage, read_write> slot_expAvgSq: array<Lanes>;

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
  let r4 = grads[i] * given(0u);
  let r5 = Lanes(given(6u));
  let r6 = r5 * r0;
  let r7 = r4 + r6;
  let r8 = select(r7, r4, given(5u) != 0.0);
  let r9 = slot_expAvg[i];
  let r10 = r8 - r9;
  let r11 = Lanes(given(7u));
  let r12 = r10 * r11;
  let r13 = r8 - r12;
  let r14 = Lanes(given(8u));
  let r15 = r14 * r10;
  let r16 = r9 + r15;
  let r17 = select(r16, r13, given(4u) != 0.0);
  let r18 = r3 * r17;
  let r19 = slot_maxExpAvgSq[i];
  let r20 = slot_expAvgSq[i];
  let r21 = Lanes(given(9u));
  let r22 = r20 * r21;
  let r23 = Lanes(given(10u));
  let r24 = r23 * r8;
  let r25 = r24 * r8;
  let r26 = r22 + r25;
  let r27 = max(r19, r26);
  let r28 = sqrt(r27);
  let r29 = Lanes(given(11u));
  let r30 = r28 + r29;
  let r31 = r18 / r30;
  let r32 = r2 + r31;
  slot_expAvg[i] = r17;
  slot_maxExpAvgSq[i] = r27;
  slot_expAvgSq[i] = r26;
  params[i] = r32;
}
