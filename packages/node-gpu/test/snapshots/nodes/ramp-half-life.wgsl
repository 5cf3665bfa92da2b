fn schedule_1(index: vec2u) -> f32 {
  return f32(-0.5) + f32(1.5) * schedule_exp2_fixed(schedule_line(index, vec4u(0u, 0u, 0xe0000000u, 0xffffffffu), vec4u(0u, 0u, 0x40000000u, 0u)));
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
