/**
 * The functions that generated code calls. WGSL promises little of its own (cos is off by up to 2^-11, pow by more), so
 * everything but the four operations and the square root is computed here.
 */

interface PreludeFunction {
  readonly code: string;
  readonly needs: readonly PreludeName[];
}

export type PreludeName = keyof typeof functions;

/** In the end `anneal_` is replaced by the name that the schedule was given. */
const functions = {
  /** Whether the index is below a bound. Indices are 64-bit numbers: the low word, the high word. */
  anneal_below: {
    needs: [],
    code: `fn anneal_below(index: vec2u, bound: vec2u) -> bool {
  return index.y < bound.y || (index.y == bound.y && index.x < bound.x);
}`,
  },
  /** The 64 bits of a product. */
  anneal_product: {
    needs: [],
    code: `fn anneal_product(a: u32, b: u32) -> vec2u {
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
}`,
  },
  /** Sums of 128-bit numbers, lowest word first; what does not fit is dropped, so negative ones are two's complements. */
  anneal_sum: {
    needs: [],
    code: `fn anneal_sum(a: vec4u, b: vec4u) -> vec4u {
  let x = a.x + b.x;
  let carry_x = u32(x < a.x);
  let y0 = a.y + b.y;
  let y = y0 + carry_x;
  let carry_y = u32(y0 < a.y) + u32(y < y0);
  let z0 = a.z + b.z;
  let z = z0 + carry_y;
  let carry_z = u32(z0 < a.z) + u32(z < z0);
  return vec4u(x, y, z, a.w + b.w + carry_z);
}`,
  },
  /** The lowest 128 bits of a product. */
  anneal_times: {
    needs: ["anneal_product", "anneal_sum"],
    code: `fn anneal_times(a: u32, b: vec4u) -> vec4u {
  let x = anneal_product(a, b.x);
  let y = anneal_product(a, b.y);
  let z = anneal_product(a, b.z);
  return anneal_sum(vec4u(x, z), vec4u(0u, y, a * b.w));
}`,
  },
  /** start + slope * index, in 128 bits: no index is too large to be exact. */
  anneal_line: {
    needs: ["anneal_times", "anneal_sum"],
    code: `fn anneal_line(index: vec2u, slope: vec4u, start: vec4u) -> vec4u {
  let low = anneal_times(index.x, slope);
  let high = anneal_times(index.y, slope);
  return anneal_sum(anneal_sum(low, vec4u(0u, high.xyz)), start);
}`,
  },
  /** A 128-bit number with a sign, rounded as a float64 is: to 53 bits, ties to even. */
  anneal_nearest: {
    needs: ["anneal_sum"],
    code: `fn anneal_mask(bits: i32) -> vec4u {
  let each = clamp(vec4i(bits) - vec4i(0, 32, 64, 96), vec4i(0), vec4i(32));
  return select((vec4u(1u) << vec4u(each)) - vec4u(1u), vec4u(0xffffffffu), each == vec4i(32));
}

fn anneal_nearest(fixed: vec4u) -> vec4u {
  let negative = fixed.w >= 0x80000000u;
  var size = fixed;
  if (negative) { size = anneal_sum(~fixed, vec4u(1u, 0u, 0u, 0u)); }
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
  let rest = anneal_mask(dropped);
  let isOdd = any((size & anneal_mask(dropped + 1) & ~rest) != vec4u());
  size = anneal_sum(anneal_sum(size, anneal_mask(dropped - 1)), vec4u(u32(isOdd), 0u, 0u, 0u)) & ~rest;
  if (negative) { size = anneal_sum(~size, vec4u(1u, 0u, 0u, 0u)); }
  return size;
}`,
  },
  /** The largest whole number whose rounded product is not above the time, where `whole` is at most one away from it. */
  anneal_settled: {
    needs: ["anneal_line", "anneal_nearest", "anneal_sum"],
    code: `fn anneal_before(time: vec4u, bound: vec4u) -> bool {
  return anneal_sum(anneal_sum(time, ~bound), vec4u(1u, 0u, 0u, 0u)).w >= 0x80000000u;
}

fn anneal_settled(time: vec4u, whole: vec2u, length: vec4u, start: vec4u) -> vec2u {
  let next = vec2u(whole.x + 1u, whole.y + u32(whole.x == 0xffffffffu));
  if (!anneal_before(time, anneal_nearest(anneal_line(next, length, start)))) { return next; }
  if (all(whole == vec2u())) { return whole; }
  let last = vec2u(whole.x - 1u, whole.y - u32(whole.x == 0u));
  return select(whole, last, anneal_before(time, anneal_nearest(anneal_line(whole, length, start))));
}`,
  },
  /** x * 2^exponent, also where the power alone would leave the range. */
  anneal_scaled: {
    needs: [],
    code: `fn anneal_scaled(x: f32, exponent: i32) -> f32 {
  let bounded = clamp(exponent, -252, 254);
  let half = bounded / 2;
  let rest = bounded - half;
  return x * bitcast<f32>(u32(half + 127) << 23u) * bitcast<f32>(u32(rest + 127) << 23u);
}`,
  },
  /** A 128-bit number times 2^-scale, rounded once. */
  anneal_float: {
    needs: ["anneal_scaled", "anneal_sum"],
    code: `fn anneal_float(fixed: vec4u, scale: i32) -> f32 {
  let negative = fixed.w >= 0x80000000u;
  var size = fixed;
  if (negative) { size = anneal_sum(~fixed, vec4u(1u, 0u, 0u, 0u)); }
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
  let value = anneal_scaled(f32(head), exponent - i32(shift));
  return select(value, -value, negative);
}`,
  },
  /** 2^(whole + rest), rest in [-1/2, 1/2]. */
  anneal_exp2: {
    needs: ["anneal_scaled"],
    code: `fn anneal_exp2(whole: i32, rest: f32) -> f32 {
  var sum = 1.525273380405984e-5;
  sum = sum * rest + 1.5403530393381609e-4;
  sum = sum * rest + 1.3333558146428443e-3;
  sum = sum * rest + 9.618129107628477e-3;
  sum = sum * rest + 5.550410866482158e-2;
  sum = sum * rest + 2.402265069591007e-1;
  sum = sum * rest + 6.931471805599453e-1;
  return anneal_scaled(sum * rest + 1.0, whole);
}`,
  },
  anneal_exp2_float: {
    needs: ["anneal_exp2"],
    code: `fn anneal_exp2_float(x: f32) -> f32 {
  let bounded = clamp(x, -300.0, 300.0);
  let whole = round(bounded);
  return anneal_exp2(i32(whole), bounded - whole);
}`,
  },
  /** 2^x for x in units of 2^-96: the whole part and the rest come apart before anything is rounded. */
  anneal_exp2_fixed: {
    needs: ["anneal_exp2"],
    code: `fn anneal_exp2_fixed(fixed: vec4u) -> f32 {
  let whole = bitcast<i32>(fixed.w) + i32(fixed.z >> 31u);
  return anneal_exp2(clamp(whole, -300, 300), f32(bitcast<i32>(fixed.z)) * 0x1p-32);
}`,
  },
  /** The cosine of some quarters of a turn and an angle of at most pi / 4. */
  anneal_quarters: {
    needs: [],
    code: `fn anneal_quarters(quarter: u32, angle: f32) -> f32 {
  let z = angle * angle;
  let cosine = 1.0 - 0.5 * z + z * z * (4.166664568298827e-2 + z * (-1.388731625493765e-3 + z * 2.443315711809948e-5));
  let sine = angle + angle * z * (-1.6666654611e-1 + z * (8.3321608736e-3 - z * 1.9515295891e-4));
  let size = select(cosine, sine, (quarter & 1u) == 1u);
  return select(size, -size, quarter == 1u || quarter == 2u);
}`,
  },
  /** The cosine of a turn of 2^32 units. */
  anneal_cosine: {
    needs: ["anneal_quarters"],
    code: `fn anneal_cosine(turn: u32) -> f32 {
  let quarter = (turn + 0x20000000u) >> 30u;
  return anneal_quarters(quarter, f32(bitcast<i32>(turn - (quarter << 30u))) * 1.4629180792671596e-9);
}`,
  },
  /** The cosine of a number of turns in units of 2^-96: next to its zeros it has all its digits, too. */
  anneal_cosine_fixed: {
    needs: ["anneal_float", "anneal_quarters"],
    code: `fn anneal_cosine_fixed(turns: vec4u) -> f32 {
  let quarter = (turns.z + 0x20000000u) >> 30u;
  let rest = turns.z - (quarter << 30u);
  let part = vec4u(turns.xy, rest, select(0u, 0xffffffffu, rest >= 0x80000000u));
  return anneal_quarters(quarter, anneal_float(part, 96) * 6.283185307179586);
}`,
  },
  /** The cosine of pi * x. */
  anneal_cosine_pi: {
    needs: ["anneal_cosine"],
    code: `fn anneal_cosine_pi(x: f32) -> f32 {
  let half = 0.5 * abs(x);
  return anneal_cosine(u32(min(half - floor(half), 0.99999994) * 4294967296.0));
}`,
  },
  /** log2(1 + x), for 1 + x in [1/2, 2]; accurate near 0. */
  anneal_log2_near_1: {
    needs: [],
    code: `fn anneal_log2_near_1(x: f32) -> f32 {
  let s = x / (2.0 + x);
  let z = s * s;
  let series = 1.0 + z * (0.33333334 + z * (0.2 + z * (0.14285715 + z * (0.11111111 + z * 0.09090909))));
  return 2.885390081777927 * s * series;
}`,
  },
  /** x > 0 as 2^exponent * (1 + rest), 1 + rest in [sqrt(1/2), sqrt(2)]. */
  anneal_parts: {
    needs: [],
    code: `fn anneal_parts(x: f32) -> vec2f {
  let bits = bitcast<u32>(x) + 0x3f800000u - 0x3f3504f3u;
  let exponent = i32(bits >> 23u) - 127;
  let mantissa = bitcast<f32>((bits & 0x7fffffu) + 0x3f3504f3u);
  return vec2f(f32(exponent), mantissa - 1.0);
}`,
  },
  /** log2(1 + x) for any x > -1. */
  anneal_log2_1_plus: {
    needs: ["anneal_log2_near_1", "anneal_parts"],
    code: `fn anneal_log2_1_plus(x: f32) -> f32 {
  if (abs(x) < 0.4) { return anneal_log2_near_1(x); }
  let parts = anneal_parts(1.0 + x);
  return parts.x + anneal_log2_near_1(parts.y);
}`,
  },
  /** x^(high + low) for x >= 0; high has so few bits that its product with an exponent is exact. */
  anneal_power: {
    needs: ["anneal_exp2", "anneal_log2_near_1", "anneal_parts"],
    code: `fn anneal_power(x: f32, high: f32, low: f32) -> f32 {
  if (x < 1.1754944e-38) { return select(0.0, 0x1.fffffep+127, high < 0.0); }
  let parts = anneal_parts(x);
  let whole = round(parts.x * high);
  let rest = (parts.x * high - whole) + (parts.x * low + (high + low) * anneal_log2_near_1(parts.y));
  let more = round(rest);
  return anneal_exp2(i32(clamp(whole + more, -300.0, 300.0)), rest - more);
}`,
  },
  /** abs(x)^(high + low), where `beyond` is x - 1 with digits of its own: near 1 a large exponent shows those of x. */
  anneal_steep: {
    needs: ["anneal_exp2_float", "anneal_log2_near_1", "anneal_power"],
    code: `fn anneal_steep(x: f32, beyond: f32, high: f32, low: f32) -> f32 {
  if (abs(beyond) >= 0.4) { return anneal_power(abs(x), high, low); }
  return anneal_exp2_float((high + low) * anneal_log2_near_1(beyond));
}`,
  },
} as const satisfies Record<string, { code: string; needs: readonly string[] }>;

/** The requested functions and those that they need, each once. WGSL allows any order. */
export function preludeOf(names: Iterable<PreludeName>): string[] {
  const all = new Map<PreludeName, string>();
  const add = (name: PreludeName) => {
    if (all.has(name)) return;
    const { code, needs }: PreludeFunction = functions[name];
    for (const needed of needs) add(needed);
    all.set(name, code);
  };
  for (const name of [...names].sort()) add(name);
  return [...all.values()];
}
