struct Part { words: u32, values: u32 }

@group(0) @binding(0) var<uniform> part: Part;
@group(0) @binding(1) var<storage, read> halves: array<u32>;
@group(0) @binding(2) var<storage, read_write> floats: array<f32>;

@compute @workgroup_size(256)
fn main(@builtin(workgroup_id) workgroup: vec3u, @builtin(num_workgroups) workgroups: vec3u,
    @builtin(local_invocation_index) thread: u32) {
  let i = (workgroup.y * workgroups.x + workgroup.x) * 256u + thread;
  if (i >= part.words) { return; }
  let hasBoth = 2u * i + 1u < part.values;
  let pair = unpack2x16float(halves[i]);
  floats[2u * i] = pair.x;
  if (hasBoth) { floats[2u * i + 1u] = pair.y; }
}
