struct Part { words: u32, values: u32 }

@group(0) @binding(0) var<uniform> part: Part;
@group(0) @binding(1) var<storage, read> floats: array<u32>;
@group(0) @binding(2) var<storage, read_write> halves: array<u32>;

fn half(bits: u32) -> u32 {
  let sign = (bits >> 16u) & 0x8000u;
  let magnitude = bits & 0x7fffffffu;
  if (magnitude > 0x7f800000u) { return sign | 0x7e00u; }
  // From halfway to the next power of two on, infinity; up to half of the smallest float16, 0.
  if (magnitude >= 0x477ff000u) { return sign | 0x7c00u; }
  if (magnitude <= 0x33000000u) { return sign; }
  if (magnitude < 0x38800000u) {
    // Below the smallest normal float16: a whole number of 2^-24.
    let shift = 126u - (magnitude >> 23u);
    let digits = (magnitude & 0x7fffffu) | 0x800000u;
    let whole = digits >> shift;
    let rest = digits & ((1u << shift) - 1u);
    let tie = 1u << (shift - 1u);
    return sign | (whole + u32(rest > tie || (rest == tie && (whole & 1u) == 1u)));
  }
  let rounded = magnitude + 0xfffu + ((magnitude >> 13u) & 1u);
  return sign | ((rounded - 0x38000000u) >> 13u);
}

@compute @workgroup_size(256)
fn main(@builtin(workgroup_id) workgroup: vec3u, @builtin(num_workgroups) workgroups: vec3u,
    @builtin(local_invocation_index) thread: u32) {
  let i = (workgroup.y * workgroups.x + workgroup.x) * 256u + thread;
  if (i >= part.words) { return; }
  let hasBoth = 2u * i + 1u < part.values;
  let other = halves[i] & 0xffff0000u;
  let high = select(other, half(floats[min(2u * i + 1u, part.values - 1u)]) << 16u, hasBoth);
  halves[i] = half(floats[2u * i]) | high;
}
