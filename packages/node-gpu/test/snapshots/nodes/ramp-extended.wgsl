fn schedule_1(index: vec2u) -> f32 {
  return schedule_float(schedule_line(index, vec4u(0u, 0u, 0xfffffe80u, 0xffffffffu), vec4u(0u, 0u, 0x1300u, 0u)), 76);
}

fn schedule(index: vec2u) -> f32 {
  return schedule_1(index);
}
