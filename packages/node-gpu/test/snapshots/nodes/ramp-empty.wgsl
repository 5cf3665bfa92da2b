fn schedule_1(index: vec2u) -> f32 {
  if (schedule_below(index, vec2u(2u, 0u))) {
    return f32(1);
  }
  return f32(0.25);
}

fn schedule(index: vec2u) -> f32 {
  return schedule_1(index);
}
