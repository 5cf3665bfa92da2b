struct Tensor { first: u32, count: u32, position: u32, filler: u32 }

@group(0) @binding(0) var<uniform> tensor: Tensor;
@group(0) @binding(1) var<storage, read> partials: array<f32>;
@group(0) @binding(2) var<storage, read_write> totals: array<f32>;
var<workgroup> total_0: array<f32, 256>;
var<workgroup> total_1: array<f32, 256>;

@compute @workgroup_size(256)
fn main(@builtin(local_invocation_index) thread: u32) {
  var sum_0 = 0.0;
  var sum_1 = 0.0;
  for (var i = thread; i < tensor.count; i += 256u) {
    sum_0 += partials[0u + tensor.first + i];
    sum_1 += partials[8u + tensor.first + i];
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
    totals[tensor.position * 2u + 0u] = total_0[0];
    totals[tensor.position * 2u + 1u] = total_1[0];
  }
}
