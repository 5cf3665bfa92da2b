fn schedule_1(index: vec2u) -> f32 {
  let u = schedule_float(schedule_line(index, vec4u(0u, 0u, 0u, 0x8000000u), vec4u(0u, 0u, 0u, 0xf0000000u)), 126);
  let share = u / (1.0 + f32(9) * (1.0 - u));
  return f32(1) + f32(-0.75) * share;
}

fn schedule_2(index: vec2u) -> f32 {
  if (schedule_below(index, vec2u(3u, 0u))) {
    return f32(1);
  }
  if (schedule_below(index, vec2u(0xau, 0u))) {
    return schedule_1(index);
  }
  return f32(0.25);
}

fn schedule(index: vec2u) -> f32 {
  return schedule_2(index);
}
