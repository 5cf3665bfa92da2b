fn schedule(index: vec2u) -> f32 {
  return f32(0.5);
}
