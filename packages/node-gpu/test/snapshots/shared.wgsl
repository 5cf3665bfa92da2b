fn schedule_before(time: vec4u, bound: vec4u) -> bool {
  return schedule_sum(schedule_sum(time, ~bound), vec4u(1u, 0u, 0u, 0u)).w >= 0x80000000u;
}

fn schedule_below(index: vec2u, bound: vec2u) -> bool {
  return index.y < bound.y || (index.y == bound.y && index.x < bound.x);
}

fn schedule_cosine(turn: u32) -> f32 {
  let quarter = (turn + 0x20000000u) >> 30u;
  return schedule_quarters(quarter, f32(bitcast<i32>(turn - (quarter << 30u))) * 1.4629180792671596e-9);
}

fn schedule_cosine_fixed(turns: vec4u) -> f32 {
  let quarter = (turns.z + 0x20000000u) >> 30u;
  let rest = turns.z - (quarter << 30u);
  let part = vec4u(turns.xy, rest, select(0u, 0xffffffffu, rest >= 0x80000000u));
  return schedule_quarters(quarter, schedule_float(part, 96) * 6.283185307179586);
}

fn schedule_cosine_pi(x: f32) -> f32 {
  let half = 0.5 * abs(x);
  return schedule_cosine(u32(min(half - floor(half), 0.99999994) * 4294967296.0));
}

fn schedule_exp2(whole: i32, rest: f32) -> f32 {
  var sum = 1.525273380405984e-5;
  sum = sum * rest + 1.5403530393381609e-4;
  sum = sum * rest + 1.3333558146428443e-3;
  sum = sum * rest + 9.618129107628477e-3;
  sum = sum * rest + 5.550410866482158e-2;
  sum = sum * rest + 2.402265069591007e-1;
  sum = sum * rest + 6.931471805599453e-1;
  return schedule_scaled(sum * rest + 1.0, whole);
}

fn schedule_exp2_fixed(fixed: vec4u) -> f32 {
  let whole = bitcast<i32>(fixed.w) + i32(fixed.z >> 31u);
  return schedule_exp2(clamp(whole, -300, 300), f32(bitcast<i32>(fixed.z)) * 0x1p-32);
}

fn schedule_exp2_float(x: f32) -> f32 {
  let bounded = clamp(x, -300.0, 300.0);
  let whole = round(bounded);
  return schedule_exp2(i32(whole), bounded - whole);
}

fn schedule_float(fixed: vec4u, scale: i32) -> f32 {
  let negative = fixed.w >= 0x80000000u;
  var size = fixed;
  if (negative) { size = schedule_sum(~fixed, vec4u(1u, 0u, 0u, 0u)); }
  var head = size.x;
  var next = 0u;
  var exponent = -scale;
  if (size.w != 0u) {
    head = size.w;
    next = size.z;
    exponent += 96;
  } else if (size.z != 0u) {
    head = size.z;
    next = size.y;
    exponent += 64;
  } else if (size.y != 0u) {
    head = size.y;
    next = size.x;
    exponent += 32;
  }
  if (head == 0u) { return 0.0; }
  let shift = countLeadingZeros(head);
  if (shift > 0u) { head = (head << shift) | (next >> (32u - shift)); }
  let value = schedule_scaled(f32(head), exponent - i32(shift));
  return select(value, -value, negative);
}

fn schedule_line(index: vec2u, slope: vec4u, start: vec4u) -> vec4u {
  let low = schedule_times(index.x, slope);
  let high = schedule_times(index.y, slope);
  return schedule_sum(schedule_sum(low, vec4u(0u, high.xyz)), start);
}

fn schedule_log2_1_plus(x: f32) -> f32 {
  if (abs(x) < 0.4) { return schedule_log2_near_1(x); }
  let parts = schedule_parts(1.0 + x);
  return parts.x + schedule_log2_near_1(parts.y);
}

fn schedule_log2_near_1(x: f32) -> f32 {
  let s = x / (2.0 + x);
  let z = s * s;
  let series = 1.0 + z * (0.33333334 + z * (0.2 + z * (0.14285715 + z * (0.11111111 + z * 0.09090909))));
  return 2.885390081777927 * s * series;
}

fn schedule_mask(bits: i32) -> vec4u {
  let each = clamp(vec4i(bits) - vec4i(0, 32, 64, 96), vec4i(0), vec4i(32));
  return select((vec4u(1u) << vec4u(each)) - vec4u(1u), vec4u(0xffffffffu), each == vec4i(32));
}

fn schedule_nearest(fixed: vec4u) -> vec4u {
  let negative = fixed.w >= 0x80000000u;
  var size = fixed;
  if (negative) { size = schedule_sum(~fixed, vec4u(1u, 0u, 0u, 0u)); }
  let zeros = countLeadingZeros(size);
  var bits = 32 - i32(zeros.x);
  if (size.w != 0u) {
    bits = 128 - i32(zeros.w);
  } else if (size.z != 0u) {
    bits = 96 - i32(zeros.z);
  } else if (size.y != 0u) {
    bits = 64 - i32(zeros.y);
  }
  let dropped = bits - 53;
  if (dropped <= 0) { return fixed; }
  let rest = schedule_mask(dropped);
  let isOdd = any((size & schedule_mask(dropped + 1) & ~rest) != vec4u());
  size = schedule_sum(schedule_sum(size, schedule_mask(dropped - 1)), vec4u(u32(isOdd), 0u, 0u, 0u)) & ~rest;
  if (negative) { size = schedule_sum(~size, vec4u(1u, 0u, 0u, 0u)); }
  return size;
}

fn schedule_parts(x: f32) -> vec2f {
  let bits = bitcast<u32>(x) + 0x3f800000u - 0x3f3504f3u;
  let exponent = i32(bits >> 23u) - 127;
  let mantissa = bitcast<f32>((bits & 0x7fffffu) + 0x3f3504f3u);
  return vec2f(f32(exponent), mantissa - 1.0);
}

fn schedule_power(x: f32, high: f32, low: f32) -> f32 {
  if (x < 1.1754944e-38) { return select(0.0, 0x1.fffffep+127, high < 0.0); }
  let parts = schedule_parts(x);
  let whole = round(parts.x * high);
  let rest = (parts.x * high - whole) + (parts.x * low + (high + low) * schedule_log2_near_1(parts.y));
  let more = round(rest);
  return schedule_exp2(i32(clamp(whole + more, -300.0, 300.0)), rest - more);
}

fn schedule_product(a: u32, b: u32) -> vec2u {
  let al = a & 0xffffu;
  let ah = a >> 16u;
  let bl = b & 0xffffu;
  let bh = b >> 16u;
  let ll = al * bl;
  let lh = al * bh;
  let hl = ah * bl;
  let middle = (ll >> 16u) + (lh & 0xffffu) + (hl & 0xffffu);
  let high = ah * bh + (lh >> 16u) + (hl >> 16u) + (middle >> 16u);
  return vec2u((ll & 0xffffu) | (middle << 16u), high);
}

fn schedule_quarters(quarter: u32, angle: f32) -> f32 {
  let z = angle * angle;
  let cosine = 1.0 - 0.5 * z + z * z * (4.166664568298827e-2 + z * (-1.388731625493765e-3 + z * 2.443315711809948e-5));
  let sine = angle + angle * z * (-1.6666654611e-1 + z * (8.3321608736e-3 - z * 1.9515295891e-4));
  let size = select(cosine, sine, (quarter & 1u) == 1u);
  return select(size, -size, quarter == 1u || quarter == 2u);
}

fn schedule_scaled(x: f32, exponent: i32) -> f32 {
  let bounded = clamp(exponent, -252, 254);
  let half = bounded / 2;
  let rest = bounded - half;
  return x * bitcast<f32>(u32(half + 127) << 23u) * bitcast<f32>(u32(rest + 127) << 23u);
}

fn schedule_settled(time: vec4u, whole: vec2u, length: vec4u, start: vec4u) -> vec2u {
  let next = vec2u(whole.x + 1u, whole.y + u32(whole.x == 0xffffffffu));
  if (!schedule_before(time, schedule_nearest(schedule_line(next, length, start)))) { return next; }
  if (all(whole == vec2u())) { return whole; }
  let last = vec2u(whole.x - 1u, whole.y - u32(whole.x == 0u));
  return select(whole, last, schedule_before(time, schedule_nearest(schedule_line(whole, length, start))));
}

fn schedule_steep(x: f32, beyond: f32, high: f32, low: f32) -> f32 {
  if (abs(beyond) >= 0.4) { return schedule_power(abs(x), high, low); }
  return schedule_exp2_float((high + low) * schedule_log2_near_1(beyond));
}

fn schedule_sum(a: vec4u, b: vec4u) -> vec4u {
  let x = a.x + b.x;
  let carry_x = u32(x < a.x);
  let y0 = a.y + b.y;
  let y = y0 + carry_x;
  let carry_y = u32(y0 < a.y) + u32(y < y0);
  let z0 = a.z + b.z;
  let z = z0 + carry_y;
  let carry_z = u32(z0 < a.z) + u32(z < z0);
  return vec4u(x, y, z, a.w + b.w + carry_z);
}

fn schedule_times(a: u32, b: vec4u) -> vec4u {
  let x = schedule_product(a, b.x);
  let y = schedule_product(a, b.y);
  let z = schedule_product(a, b.z);
  return schedule_sum(vec4u(x, z), vec4u(0u, y, a * b.w));
}
