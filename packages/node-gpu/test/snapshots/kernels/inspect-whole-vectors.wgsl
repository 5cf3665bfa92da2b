struct Part { length: u32, row: u32, first: u32, last: u32, numbers: u32 }
struct Partial { squares: f32, largest: u32 }

@group(0) @binding(0) var<uniform> part: Part;
@group(0) @binding(1) var<storage, read_write> partials: array<Partial>;
@group(0) @binding(2) var<storage, read> grads: array<vec4f>;

var<workgroup> squares: array<f32, 256>;
var<workgroup> largest: array<u32, 256>;

@compute @workgroup_size(256)
fn main(@builtin(workgroup_id) workgroup: vec3u, @builtin(num_workgroups) workgroups: vec3u,
    @builtin(local_invocation_index) thread: u32) {
  let stride = workgroups.x * workgroups.y * 256u;
  var sum = 0.0;
  var most = 0u;
  for (var i = (workgroup.y * workgroups.x + workgroup.x) * 256u + thread; i < part.length; i += stride) {
    let value = grads[i];
    let bits = bitcast<vec4u>(value);
    let b = bits & vec4u(0x7fffffffu);
    most = max(most, max(max(b.x, b.y), max(b.z, b.w)));
    sum += dot(value, value);
  }
  squares[thread] = sum;
  largest[thread] = most;
  workgroupBarrier();
  for (var half = 128u; half > 0u; half /= 2u) {
    if (thread < half) {
      squares[thread] += squares[thread + half];
      largest[thread] = max(largest[thread], largest[thread + half]);
    }
    workgroupBarrier();
  }
  if (thread == 0u) {
    partials[part.first + workgroup.y * workgroups.x + workgroup.x] = Partial(squares[0], largest[0]);
  }
}
