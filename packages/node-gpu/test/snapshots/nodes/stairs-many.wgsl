@group(0) @binding(0) var<storage, read> schedule_data: array<u32>;

fn schedule_1(index: vec2u) -> f32 {
  var low = 0u;
  var high = 18u;
  while (low < high) {
    let middle = (low + high) / 2u;
    let place = 0u + 2u * middle;
    if (schedule_below(index, vec2u(schedule_data[place], schedule_data[place + 1u]))) { high = middle; } else { low = middle + 1u; }
  }
  return bitcast<f32>(schedule_data[36u + low]);
}

fn schedule(index: vec2u) -> f32 {
  return schedule_1(index);
}

// data: 16 0 24 0 32 0 40 0 48 0 56 0 64 0 72 0 80 0 88 0 96 0 104 0 112 0 120 0 128 0 136 0 144 0 152 0 1065353216 1073741824 1077936128 1082130432 1084227584 1086324736 1088421888 1090519040 1091567616 1092616192 1093664768 1094713344 1095761920 1096810496 1097859072 1098907648 1099431936 1099956224 1100480512
