alias Lanes = vec4f;

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
  var g = grads[i] * row(0u);
  let l2 = row(1u);
  if (l2 != 0.0) { g = g + l2 * p; }
  var m = m_values[i];
  if (row(9u) == 1.0) { m = g; } else { m = m * row(3u) + row(4u) * g; }
  let direction = m;
  p = p + row(8u) * direction;
  params[i] = p;
  m_values[i] = m;
}
