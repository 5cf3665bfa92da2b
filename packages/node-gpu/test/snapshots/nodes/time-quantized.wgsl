fn schedule_1(index: vec2u) -> f32 {
  return schedule_float(schedule_line(index, vec4u(0u, 0u, 0u, 0xe8000000u), vec4u(0u, 0u, 0u, 0x4c000000u)), 126);
}

fn schedule_2(index: vec2u) -> f32 {
  if (schedule_below(index, vec2u(1u, 0u))) {
    return f32(1);
  }
  if (schedule_below(index, vec2u(3u, 0u))) {
    return schedule_1(index);
  }
  return f32(0.25);
}

fn schedule_3(index: vec2u) -> f32 {
  let place = schedule_line(index, vec4u(0u, 0u, 0x400u, 0u), vec4u(0u, 0u, 0u, 0u));
  var whole = select(vec2u((place.z >> 12u) | (place.w << 20u), (place.w >> 12u)), vec2u(), place.w >= 0x80000000u);
  var fraction = select(vec2u((place.x >> 12u) | (place.y << 20u), (place.y >> 12u) | (place.z << 20u)), vec2u(), place.w >= 0x80000000u);
  return schedule_2(whole);
}

fn schedule(index: vec2u) -> f32 {
  return schedule_3(index);
}
