fn schedule_1(index: vec2u) -> f32 {
  let turns = schedule_line(index, vec4u(0u, 0u, 0x8000000u, 0u), vec4u(0u, 0u, 0xf0000000u, 0xffffffffu));
  let cosine = schedule_cosine_fixed(turns);
  let square = cosine * cosine;
  let share = 1.0 - schedule_power(abs(square), f32(1.5), f32(0));
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
