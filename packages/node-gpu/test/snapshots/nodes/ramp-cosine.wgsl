fn schedule_1(index: vec2u) -> f32 {
  return clamp(f32(0.625) + f32(0.375) * schedule_cosine(schedule_line(index, vec4u(0u, 0u, 0x30000000u, 0u), vec4u(0u, 0u, 0xa0000000u, 0xffffffffu)).z), f32(0.25), f32(1));
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
