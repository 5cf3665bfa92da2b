struct Range { start: vec2u, stride: vec2u, count: u32 }

@group(0) @binding(0) var<uniform> range: Range;
@group(0) @binding(1) var<storage, read_write> values: array<f32>;

@compute @workgroup_size(256)
fn main(@builtin(workgroup_id) group: vec3u, @builtin(num_workgroups) groups: vec3u,
    @builtin(local_invocation_index) thread: u32) {
  let i = (group.y * groups.x + group.x) * 256u + thread;
  if (i >= range.count) { return; }
  let low = schedule_product(i, range.stride.x);
  let x = range.start.x + low.x;
  let y = range.start.y + low.y + i * range.stride.y + u32(x < low.x);
  values[i] = schedule(vec2u(x, y));
}
