fn schedule_1(index: vec2u) -> f32 {
  let x = schedule_float(schedule_line(index, vec4u(0u, 0u, 0u, 0xf8000000u), vec4u(0u, 0u, 0u, 0x50000000u)), 126);
  return f32(0.25) + f32(0.75) * select(1.0, -1.0, x < 0.0) * schedule_power(abs(x), f32(3), f32(0));
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
