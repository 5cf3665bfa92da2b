@group(0) @binding(0) var<storage, read> schedule_data: array<u32>;

fn schedule_1(index: vec2u) -> f32 {
  let place = schedule_line(index, vec4u(0u, 0u, 0u, 1u), vec4u(0u, 0u, 0u, 0xfffffffdu));
  var whole = select(vec2u(place.w, 0u), vec2u(), place.w >= 0x80000000u);
  var fraction = select(vec2u(place.y, place.z), vec2u(), place.w >= 0x80000000u);
  let below = 0u + min(whole.x, 1u);
  let value = bitcast<f32>(schedule_data[below]);
  return value + (bitcast<f32>(schedule_data[below + 1u]) - value) * (f32(fraction.y) * 0x1p-32);
}

fn schedule_2(index: vec2u) -> f32 {
  if (schedule_below(index, vec2u(4u, 0u))) {
    return f32(1);
  }
  if (schedule_below(index, vec2u(5u, 0u))) {
    return schedule_1(index);
  }
  return f32(2);
}

fn schedule(index: vec2u) -> f32 {
  return schedule_2(index);
}

// data: 1065353216 1082130432 1073741824
