struct Part { words: u32, values: u32 }

@group(0) @binding(0) var<uniform> part: Part;
@group(0) @binding(1) var<storage, read> halves: array<u32>;
@group(0) @binding(2) var<storage, read_write> floats: array<u32>;

fn float(half: u32) -> u32 {
  let sign = (half & 0x8000u) << 16u;
  let magnitude = half & 0x7fffu;
  // NaN and infinities keep their digits below the largest exponent.
  if (magnitude >= 0x7c00u) { return sign | 0x7f800000u | ((magnitude & 0x3ffu) << 13u); }
  if (magnitude >= 0x400u) { return sign | ((magnitude << 13u) + 0x38000000u); }
  if (magnitude == 0u) { return sign; }
  // Below the smallest normal float16: a whole number of 2^-24, normal as a float32.
  let zeros = countLeadingZeros(magnitude);
  return sign | ((134u - zeros) << 23u) | ((magnitude << (zeros - 8u)) & 0x7fffffu);
}

@compute @workgroup_size(256)
fn main(@builtin(workgroup_id) workgroup: vec3u, @builtin(num_workgroups) workgroups: vec3u,
    @builtin(local_invocation_index) thread: u32) {
  let i = (workgroup.y * workgroups.x + workgroup.x) * 256u + thread;
  if (i >= part.words) { return; }
  let hasBoth = 2u * i + 1u < part.values;
  let pair = halves[i];
  floats[2u * i] = float(pair & 0xffffu);
  if (hasBoth) { floats[2u * i + 1u] = float(pair >> 16u); }
}
