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
@group(0) @binding(2) var<storage, read> grads: array<Lanes>;
@group(0) @binding(3) var<storage, read> slot_expAvg: array<Lanes>;
@group(0) @binding(4) var<storage, read_write> partials: array<f32>;

fn given(place: u32) -> f32 { return state.numbers[part.row + place]; }
fn computed(place: u32) -> f32 { return state.numbers[part.numbers + place]; }

var<workgroup> total_0: array<f32, 256>;

@compute @workgroup_size(256)
fn main(@builtin(workgroup_id) workgroup: vec3u, @builtin(num_workgroups) workgroups: vec3u,
    @builtin(local_invocation_index) thread: u32) {
  let stride = workgroups.x * workgroups.y * 256u;
  var sum_0 = 0.0;
  for (var i = (workgroup.y * workgroups.x + workgroup.x) * 256u + thread; i < part.length && state.enabled != 0u; i += stride) {
    let r0 = Lanes(0f);
    let r1 = slot_expAvg[i];
    let r2 = Lanes(given(2u));
    let r3 = r1 * r2;
    let r4 = grads[i] * given(0u);
    let r5 = Lanes(given(3u));
    let r6 = r4 * r5;
    let r7 = r3 + r6;
    let r8 = sign(r7);
    let r9 = r8 * r4;
    let r10 = r0 < r9;
    let r11 = Lanes(1f);
    let r12 = select(r0, r11, r10);
    let counts_0 = vec4u(0u, 1u, 2u, 3u) < vec4u(select(4u, part.last, i + 1u == part.length));
    sum_0 += dot(select(vec4f(), r12, counts_0), vec4f(1.0));
  }
  total_0[thread] = sum_0;
  workgroupBarrier();
  for (var half = 128u; half > 0u; half /= 2u) {
    if (thread < half) {
      total_0[thread] += total_0[thread + half];
    }
    workgroupBarrier();
  }
  if (thread == 0u) {
    let place = part.first + workgroup.y * workgroups.x + workgroup.x;
    partials[0u + place] = total_0[0];
  }
}


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
struct Unit { numbers: u32, row: u32, position: u32, ruleFirst: u32, ruleCount: u32, rate: u32, ofRule: u32, decides: u32 }

@group(0) @binding(0) var<uniform> unit: Unit;
@group(0) @binding(1) var<storage, read_write> state: State;
@group(0) @binding(2) var<storage, read> totals: array<f32>;


fn given(place: u32) -> f32 { return state.numbers[unit.row + place]; }

@compute @workgroup_size(256)
fn main(@builtin(local_invocation_index) thread: u32) {


  if (thread == 0u && state.enabled != 0u) {
    let d0 = totals[unit.position * 1u + 0u];
    let d1 = d0 / given(8u);
    let d2 = d1;
    let d3 = max(d2, 0.0010000000474974513f);
    let d4 = 1f / d3;
    state.numbers[unit.numbers + 0u] = d4;
  }
}


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

fn given(place: u32) -> f32 { return state.numbers[part.row + place]; }
fn computed(place: u32) -> f32 { return state.numbers[part.numbers + place]; }

@compute @workgroup_size(256)
fn main(@builtin(workgroup_id) workgroup: vec3u, @builtin(num_workgroups) workgroups: vec3u,
    @builtin(local_invocation_index) thread: u32) {
  let i = (workgroup.y * workgroups.x + workgroup.x) * 256u + thread;
  if (i >= part.length || state.enabled == 0u) { return; }
  let r0 = params[i];
  let r1 = Lanes(given(4u));
  let r2 = r0 * r1;
  let r3 = Lanes(given(5u));
  let r4 = slot_expAvg[i];
  let r5 = Lanes(given(6u));
  let r6 = r4 * r5;
  let r7 = grads[i] * given(0u);
  let r8 = Lanes(given(7u));
  let r9 = r7 * r8;
  let r10 = r6 + r9;
  let r11 = sign(r10);
  let r12 = Lanes(0f);
  let r13 = r11 * r7;
  let r14 = r12 < r13;
  let r15 = Lanes(computed(0u));
  let r16 = select(r12, r15, r14);
  let r17 = r11 * r16;
  let r18 = r3 * r17;
  let r19 = r2 + r18;
  let r20 = Lanes(given(9u));
  let r21 = r4 * r20;
  let r22 = Lanes(given(10u));
  let r23 = r7 * r22;
  let r24 = r21 + r23;
  slot_expAvg[i] = r24;
  params[i] = r19;
}

