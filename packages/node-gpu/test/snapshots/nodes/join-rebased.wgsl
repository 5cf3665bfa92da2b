fn schedule_1(index: vec2u) -> f32 {
  return schedule_float(schedule_line(index, vec4u(0u, 0u, 0u, 0xfa000000u), vec4u(0u, 0u, 0u, 0x64000000u)), 126);
}

fn schedule_2(index: vec2u) -> f32 {
  if (schedule_below(index, vec2u(7u, 0u))) {
    return f32(1);
  }
  if (schedule_below(index, vec2u(0xeu, 0u))) {
    return schedule_1(index);
  }
  return f32(0.25);
}

fn schedule_3(index: vec2u) -> f32 {
  if (schedule_below(index, vec2u(5u, 0u))) {
    return f32(1);
  }
  return schedule_2(index);
}

fn schedule(index: vec2u) -> f32 {
  return schedule_3(index);
}
