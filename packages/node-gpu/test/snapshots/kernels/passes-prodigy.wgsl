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



fn given(place: u32) -> f32 { return state.numbers[unit.row + place]; }

@compute @workgroup_size(256)
fn main(@builtin(local_invocation_index) thread: u32) {


  if (thread == 0u && state.enabled != 0u) {
    let isFirst = state.count.x == 1u && state.count.y == 0u;
    let d0 = select(state.numbers[unit.ofRule + 0u], given(3u), isFirst);
    let d1 = d0 / given(4u);
    let d2 = d0 * given(5u);
    let d3 = d2 * 1f;
    let d4 = d1 * d3;
    state.numbers[unit.numbers + 3u] = d4;
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
@group(0) @binding(2) var<storage, read> params: array<Lanes>;
@group(0) @binding(3) var<storage, read> grads: array<Lanes>;
@group(0) @binding(4) var<storage, read> slot_s: array<Lanes>;
@group(0) @binding(5) var<storage, read> slot_p0: array<Lanes>;
@group(0) @binding(6) var<storage, read_write> partials: array<f32>;

fn given(place: u32) -> f32 { return state.numbers[part.row + place]; }
fn computed(place: u32) -> f32 { return state.numbers[part.numbers + place]; }

var<workgroup> total_0: array<f32, 256>;
var<workgroup> total_1: array<f32, 256>;

@compute @workgroup_size(256)
fn main(@builtin(workgroup_id) workgroup: vec3u, @builtin(num_workgroups) workgroups: vec3u,
    @builtin(local_invocation_index) thread: u32) {
  let stride = workgroups.x * workgroups.y * 256u;
  let isFirst = state.count.x == 1u && state.count.y == 0u;
  var sum_0 = 0.0;
  var sum_1 = 0.0;
  for (var i = (workgroup.y * workgroups.x + workgroup.x) * 256u + thread; i < part.length && state.enabled != 0u; i += stride) {
    let r0 = slot_s[i];
    let r1 = Lanes(given(2u));
    let r2 = r0 * r1;
    let r3 = Lanes(computed(3u));
    let r4 = grads[i] * given(0u);
    let r5 = Lanes(0f);
    let r6 = params[i];
    let r7 = r5 * r6;
    let r8 = r4 + r7;
    let r9 = select(r8, r4, 1f != 0.0);
    let r10 = r3 * r9;
    let r11 = r2 + r10;
    let r12 = abs(r11);
    let r13 = select(slot_p0[i], params[i], isFirst);
    let r14 = r13 - r6;
    let r15 = r9 * r14;
    let counts_0 = vec4u(0u, 1u, 2u, 3u) < vec4u(select(4u, part.last, i + 1u == part.length));
    sum_0 += dot(select(vec4f(), r12, counts_0), vec4f(1.0));
    let counts_1 = vec4u(0u, 1u, 2u, 3u) < vec4u(select(4u, part.last, i + 1u == part.length));
    sum_1 += dot(select(vec4f(), r15, counts_1), vec4f(1.0));
  }
  total_0[thread] = sum_0;
  total_1[thread] = sum_1;
  workgroupBarrier();
  for (var half = 128u; half > 0u; half /= 2u) {
    if (thread < half) {
      total_0[thread] += total_0[thread + half];
      total_1[thread] += total_1[thread + half];
    }
    workgroupBarrier();
  }
  if (thread == 0u) {
    let place = part.first + workgroup.y * workgroups.x + workgroup.x;
    partials[0u + place] = total_0[0];
    partials[8u + place] = total_1[0];
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
var<workgroup> over_0: array<f32, 256>;
var<workgroup> over_1: array<f32, 256>;

fn given(place: u32) -> f32 { return state.numbers[unit.row + place]; }

@compute @workgroup_size(256)
fn main(@builtin(local_invocation_index) thread: u32) {
  var sum_0 = 0.0;
  for (var i = thread; i < unit.ruleCount; i += 256u) {
    sum_0 += totals[(unit.ruleFirst + i) * 2u + 0u];
  }
  over_0[thread] = sum_0;
  var sum_1 = 0.0;
  for (var i = thread; i < unit.ruleCount; i += 256u) {
    sum_1 += totals[(unit.ruleFirst + i) * 2u + 1u];
  }
  over_1[thread] = sum_1;
  workgroupBarrier();
  for (var half = 128u; half > 0u; half /= 2u) {
    if (thread < half) {
      over_0[thread] += over_0[thread + half];
      over_1[thread] += over_1[thread + half];
    }
    workgroupBarrier();
  }
  if (thread == 0u && state.enabled != 0u) {
    let isFirst = state.count.x == 1u && state.count.y == 0u;
    let d0 = over_0[0];
    let d1 = select(0.0, 1.0, d0 == 0f);
    let d2 = select(state.numbers[unit.ofRule + 0u], given(7u), isFirst);
    let d3 = d2 * given(8u);
    let d4 = d3 * 1f;
    let d5 = given(6u) * d4;
    let d6 = -d5;
    let d7 = select(d6, 0f, d1 != 0.0);
    let d8 = select(d4, 0f, d1 != 0.0);
    let d9 = -d8;
    let d10 = d2 * given(10u);
    let d11 = d2 * d2;
    let d12 = d11 * given(12u);
    let d13 = select(state.numbers[unit.ofRule + 1u], given(13u), isFirst);
    let d14 = select(state.numbers[unit.ofRule + 2u], 0f, isFirst);
    let d15 = d14 * given(15u);
    let d16 = d2 / given(16u);
    let d17 = d16 * d4;
    let d18 = over_1[0];
    let d19 = d17 * d18;
    let d20 = d15 + d19;
    let d21 = given(14u) * d20;
    let d22 = d21 / d0;
    let d23 = select(0.0, 1.0, d13 < d22);
    let d24 = select(d13, d22, d23 != 0.0);
    let d25 = select(0.0, 1.0, d2 == given(16u));
    let d26 = select(0.0, 1.0, d2 < d22);
    let d27 = select(d2, d22, d26 != 0.0);
    let d28 = select(d2, d27, d25 != 0.0);
    let d29 = d28 * given(17u);
    let d30 = min(d24, d29);
    let d31 = select(d30, d2, d1 != 0.0);
    let d32 = d31 * given(18u);
    state.numbers[unit.numbers + 4u] = d7;
    state.numbers[unit.numbers + 5u] = d9;
    state.numbers[unit.numbers + 6u] = d10;
    state.numbers[unit.numbers + 7u] = d12;
    state.numbers[unit.numbers + 8u] = d32;
    state.numbers[unit.numbers + 9u] = d17;
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
@group(0) @binding(5) var<storage, read_write> slot_expAvgSq: array<Lanes>;
@group(0) @binding(6) var<storage, read_write> slot_s: array<Lanes>;
@group(0) @binding(7) var<storage, read_write> slot_p0: array<Lanes>;

fn given(place: u32) -> f32 { return state.numbers[part.row + place]; }
fn computed(place: u32) -> f32 { return state.numbers[part.numbers + place]; }

@compute @workgroup_size(256)
fn main(@builtin(workgroup_id) workgroup: vec3u, @builtin(num_workgroups) workgroups: vec3u,
    @builtin(local_invocation_index) thread: u32) {
  let i = (workgroup.y * workgroups.x + workgroup.x) * 256u + thread;
  if (i >= part.length || state.enabled == 0u) { return; }
  let isFirst = state.count.x == 1u && state.count.y == 0u;
  let r0 = params[i];
  let r1 = Lanes(computed(4u));
  let r2 = r1 * r0;
  let r3 = r0 + r2;
  let r4 = Lanes(computed(5u));
  let r5 = slot_expAvg[i];
  let r6 = Lanes(given(9u));
  let r7 = r5 * r6;
  let r8 = Lanes(computed(6u));
  let r9 = grads[i] * given(0u);
  let r10 = Lanes(0f);
  let r11 = r10 * r0;
  let r12 = r9 + r11;
  let r13 = select(r12, r9, 1f != 0.0);
  let r14 = r8 * r13;
  let r15 = r7 + r14;
  let r16 = r4 * r15;
  let r17 = slot_expAvgSq[i];
  let r18 = Lanes(given(11u));
  let r19 = r17 * r18;
  let r20 = Lanes(computed(7u));
  let r21 = r20 * r13;
  let r22 = r21 * r13;
  let r23 = r19 + r22;
  let r24 = sqrt(r23);
  let r25 = Lanes(computed(8u));
  let r26 = r24 + r25;
  let r27 = r16 / r26;
  let r28 = r3 + r27;
  let r29 = slot_s[i];
  let r30 = Lanes(given(15u));
  let r31 = r29 * r30;
  let r32 = Lanes(computed(9u));
  let r33 = r32 * r13;
  let r34 = r31 + r33;
  slot_expAvg[i] = r15;
  slot_expAvgSq[i] = r23;
  slot_s[i] = r34;
  if (isFirst) { slot_p0[i] = select(slot_p0[i], params[i], isFirst); }
  params[i] = r28;
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
var<workgroup> over_0: array<f32, 256>;
var<workgroup> over_1: array<f32, 256>;

fn given(place: u32) -> f32 { return state.numbers[unit.row + place]; }

@compute @workgroup_size(256)
fn main(@builtin(local_invocation_index) thread: u32) {
  var sum_0 = 0.0;
  for (var i = thread; i < unit.ruleCount; i += 256u) {
    sum_0 += totals[(unit.ruleFirst + i) * 2u + 0u];
  }
  over_0[thread] = sum_0;
  var sum_1 = 0.0;
  for (var i = thread; i < unit.ruleCount; i += 256u) {
    sum_1 += totals[(unit.ruleFirst + i) * 2u + 1u];
  }
  over_1[thread] = sum_1;
  workgroupBarrier();
  for (var half = 128u; half > 0u; half /= 2u) {
    if (thread < half) {
      over_0[thread] += over_0[thread + half];
      over_1[thread] += over_1[thread + half];
    }
    workgroupBarrier();
  }
  if (thread == 0u && state.enabled != 0u) {
    let isFirst = state.count.x == 1u && state.count.y == 0u;
    let d0 = over_0[0];
    let d1 = select(0.0, 1.0, d0 == 0f);
    let d2 = select(state.numbers[unit.ofRule + 0u], given(19u), isFirst);
    let d3 = select(state.numbers[unit.ofRule + 1u], given(20u), isFirst);
    let d4 = select(state.numbers[unit.ofRule + 2u], 0f, isFirst);
    let d5 = d4 * given(22u);
    let d6 = d2 / given(23u);
    let d7 = d2 * given(24u);
    let d8 = d7 * 1f;
    let d9 = d6 * d8;
    let d10 = over_1[0];
    let d11 = d9 * d10;
    let d12 = d5 + d11;
    let d13 = given(21u) * d12;
    let d14 = d13 / d0;
    let d15 = select(0.0, 1.0, d3 < d14);
    let d16 = select(d3, d14, d15 != 0.0);
    let d17 = select(0.0, 1.0, d2 == given(23u));
    let d18 = select(0.0, 1.0, d2 < d14);
    let d19 = select(d2, d14, d18 != 0.0);
    let d20 = select(d2, d19, d17 != 0.0);
    let d21 = d20 * given(25u);
    let d22 = min(d16, d21);
    let d23 = select(d22, d2, d1 != 0.0);
    let d24 = select(d16, d3, d1 != 0.0);
    let d25 = select(d12, d4, d1 != 0.0);
    if (unit.decides == 1u) { state.numbers[unit.numbers + 0u] = d23; }
    if (unit.decides == 1u) { state.numbers[unit.numbers + 1u] = d24; }
    if (unit.decides == 1u) { state.numbers[unit.numbers + 2u] = d25; }
  }
}

