fn schedule_1(index: vec2u) -> f32 {
  let x = schedule_float(schedule_line(index, vec4u(0u, 0u, 0x100u, 0u), vec4u(0u, 0u, 0x800u, 0u)), 75);
  return f32(0) + f32(2) * (1.0 / sqrt(x));
}

fn schedule(index: vec2u) -> f32 {
  return schedule_1(index);
}
