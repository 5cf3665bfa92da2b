fn schedule_1(index: vec2u) -> f32 {
  if (schedule_below(index, vec2u(5u, 0u))) {
    return f32(1);
  }
  if (schedule_below(index, vec2u(9u, 0u))) {
    return f32(0.5);
  }
  return f32(0.25);
}

fn schedule(index: vec2u) -> f32 {
  return schedule_1(index);
}
