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
@group(0) @binding(5) var<storage, read_write> v_values: array<Lanes>;
@group(0) @binding(6) var<storage, read_write> largest_values: array<Lanes>;

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
  var v = v_values[i];
  var largest = largest_values[i];
  let difference = g - m;
  let weight1 = row(3u);
  if (weight1 >= 0.5) { m = g - difference * row(4u); } else { m = m + weight1 * difference; }
  v = v * row(5u) + (row(6u) * g) * g;
  largest = max(v, largest);
  let root = sqrt(largest);
  p = p * row(2u) + (row(8u) * m) / (root + row(7u));
  params[i] = p;
  m_values[i] = m;
  v_values[i] = v;
  largest_values[i] = largest;
}
