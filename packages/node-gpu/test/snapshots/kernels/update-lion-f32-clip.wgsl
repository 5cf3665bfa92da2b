alias Lanes = f32;

struct State {
  count: vec2u,
  enabled: u32,
  skipped: u32,
  norm: f32,
  clip: f32,
  found: u32,
  filler: u32,
  rows: array<f32>,
}
struct Part { length: u32, group: u32, first: u32, last: u32 }

@group(0) @binding(0) var<uniform> part: Part;
@group(0) @binding(1) var<storage, read> state: State;
@group(0) @binding(2) var<storage, read_write> params: array<Lanes>;
@group(0) @binding(3) var<storage, read> grads: array<Lanes>;
@group(0) @binding(4) var<storage, read_write> m_values: array<Lanes>;

fn row(slot: u32) -> f32 {
  return state.rows[part.group * 16u + slot];
}

@compute @workgroup_size(256)
fn main(@builtin(workgroup_id) workgroup: vec3u, @builtin(num_workgroups) workgroups: vec3u,
    @builtin(local_invocation_index) thread: u32) {
  let i = (workgroup.y * workgroups.x + workgroup.x) * 256u + thread;
  if (i >= part.length || state.enabled == 0u) { return; }
  var p = params[i];
  var g = grads[i] * state.clip * row(0u);
  let l2 = row(1u);
  if (l2 != 0.0) { g = g + l2 * p; }
  var m = m_values[i];
  let direction = sign(m * row(3u) + g * row(4u));
  p = p * row(2u) + row(8u) * direction;
  m = m * row(5u) + g * row(6u);
  params[i] = p;
  m_values[i] = m;
}
