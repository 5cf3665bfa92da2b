@group(0) @binding(0) var<storage, read> schedule_data: array<u32>;

fn schedule_1(index: vec2u) -> f32 {
  return schedule_float(schedule_line(index, vec4u(0u, 0xc0000000u, 0xffffffffu, 0xffffffffu), vec4u(0u, 0u, 0u, 0x40000000u)), 126);
}

fn schedule_2(index: vec2u) -> f32 {
  if (schedule_below(index, vec2u(1u, 0u))) {
    return f32(1);
  }
  if (schedule_below(index, vec2u(0xffffbc00u, 0xffffffffu))) {
    return schedule_1(index);
  }
  return f32(0);
}

fn schedule_3(index: vec2u) -> f32 {
  var low = 0u;
  var high = 4u;
  while (low < high) {
    let middle = (low + high) / 2u;
    let place = 40u + 2u * middle;
    if (schedule_below(index, vec2u(schedule_data[place], schedule_data[place + 1u]))) { high = middle; } else { low = middle + 1u; }
  }
  let row = 0u + 10u * max(low, 1u) - 10u;
  let place = schedule_line(index, vec4u(schedule_data[row + 0u], schedule_data[row + 1u], schedule_data[row + 2u], schedule_data[row + 3u]), vec4u(schedule_data[row + 4u], schedule_data[row + 5u], schedule_data[row + 6u], schedule_data[row + 7u]));
  let beside = select(vec2u(0xffffffffu), vec2u(), place.w >= 0x80000000u);
  let fraction = select(place.yz, beside, place.w != 0u);
  let share = schedule_2(fraction);
  return f32(0) * (1.0 - share) + bitcast<f32>(schedule_data[row + 8u]) * share;
}

fn schedule_4(index: vec2u) -> f32 {
  if (schedule_below(index, vec2u(0x78u, 0u))) {
    return schedule_3(index);
  }
  return f32(0);
}

fn schedule(index: vec2u) -> f32 {
  return schedule_4(index);
}

// data: 0 0 536870912 0 0 0 0 0 1065353216 0 0 0 268435456 0 0 0 2147483648 4294967295 1065353216 0 0 0 134217728 0 0 0 1073741824 4294967295 1065353216 0 0 0 67108864 0 0 0 536870912 4294967295 1065353216 0 0 0 8 0 24 0 56 0
