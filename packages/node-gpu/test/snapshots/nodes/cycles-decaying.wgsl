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
  let place = schedule_line(index, vec4u(0u, 0u, 0x400u, 0u), vec4u(0u, 0u, 0u, 0u));
  var whole = select(vec2u((place.z >> 13u) | (place.w << 19u), (place.w >> 13u)), vec2u(), place.w >= 0x80000000u);
  var fraction = select(vec2u((place.x >> 13u) | (place.y << 19u), (place.y >> 13u) | (place.z << 19u)), vec2u(), place.w >= 0x80000000u);
  let share = schedule_2(fraction);
  return f32(0.25) * (1.0 - share) + (f32(0) + f32(1) * select(f32(0), schedule_exp2_fixed(schedule_line(whole, vec4u(0u, 0u, 0u, 4294967295u), vec4u())), schedule_below(whole, vec2u(0x100000u, 0u)))) * share;
}

fn schedule(index: vec2u) -> f32 {
  return schedule_3(index);
}
