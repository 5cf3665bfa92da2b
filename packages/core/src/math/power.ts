/** `x` to the power `y` with plain float64 operations in one fixed order; error below 1 unit in the last place. */
import { operands } from "./operands.js";
import { fromWords, highWord, withHighWord, withoutLowWord } from "./words.js";

/* From FreeBSD's msun (e_pow.c), the algorithm of the Rust crate libm that the kernel uses:
 * Copyright (C) 2004 by Sun Microsystems, Inc. All rights reserved. Permission to use, copy, modify, and distribute
 * this software is freely granted, provided that this notice is preserved. */
const TWO_TO_53 = 9007199254740992;
const L1 = 5.99999999999994648725e-1;
const L2 = 4.28571428578550184252e-1;
const L3 = 3.33333329818377432918e-1;
const L4 = 2.72728123808534006489e-1;
const L5 = 2.30660745775561754067e-1;
const L6 = 2.06975017800338417784e-1;
const P1 = 1.66666666666666019037e-1;
const P2 = -2.77777777770155933842e-3;
const P3 = 6.61375632143793436117e-5;
const P4 = -1.6533902205465251539e-6;
const P5 = 4.13813679705723846039e-8;
const LN2 = 6.93147180559945286227e-1;
const LN2_HIGH = 6.93147182464599609375e-1;
const LN2_LOW = -1.90465429995776804525e-9;
const OVERFLOW_MARGIN = 8.0085662595372944372e-17;
/** 2 / (3 ln 2), whole and in two pieces. */
const CP = 9.61796693925975554329e-1;
const CP_HIGH = 9.61796700954437255859e-1;
const CP_LOW = -7.02846165095275826516e-9;
const INVERSE_LN2 = 1.442695040888963387;
const INVERSE_LN2_HIGH = 1.44269502162933349609;
const INVERSE_LN2_LOW = 1.92596299112661746887e-8;
/** log2(1.5) in two pieces, for mantissas above sqrt(3/2). */
const LOG2_3_HALVES_HIGH = 5.84962487220764160156e-1;
const LOG2_3_HALVES_LOW = 1.35003920212974897128e-8;

/** `x ** y` by the rules of IEEE 754 (`1 ** NaN` is 1, unlike JavaScript's). */
export function power(x: number, y: number): number {
  operands[0] = x;
  operands[1] = y;
  powerOfOperands();
  return operands[0];
}

/** The same for the two operands. */
export function powerOfOperands(): void {
  const x = operands[0] as number;
  const y = operands[1] as number;
  if (y === 0 || x === 1) operands[0] = 1;
  else if (Number.isNaN(x) || Number.isNaN(y)) operands[0] = Number.NaN;
  else if (y === 1) operands[0] = x;
  else if (y === -1) operands[0] = 1 / x;
  else if (y === 2) operands[0] = x * x;
  else if (y === 0.5 && x >= 0 && !Object.is(x, -0)) operands[0] = Math.sqrt(x);
  else usualPower();
}

/** The same for operands whose power is not a product or a root. */
function usualPower(): void {
  const x = operands[0] as number;
  const y = operands[1] as number;
  const size = Math.abs(x);
  const isNegative = x < 0 || Object.is(x, -0);
  if (y === Number.POSITIVE_INFINITY || y === Number.NEGATIVE_INFINITY) {
    operands[0] = size === 1 ? 1 : size > 1 === y > 0 ? Number.POSITIVE_INFINITY : 0;
    return;
  }
  if (size === 0 || size === 1 || size === Number.POSITIVE_INFINITY) {
    operands[0] = y < 0 ? 1 / size : size;
    if (x === -1 && !Number.isInteger(y)) operands[0] = Number.NaN;
  } else if (x < 0 && !Number.isInteger(y)) {
    operands[0] = Number.NaN;
  } else {
    operands[0] = size;
    positivePower();
  }
  if (isNegative && isOddInteger(y)) operands[0] = -(operands[0] as number);
}

function isOddInteger(y: number): boolean {
  return Number.isInteger(y) && Math.abs(y) < TWO_TO_53 && y % 2 !== 0;
}

/** The same for a finite positive base other than 1 and a finite exponent. */
function positivePower(): void {
  const x = operands[0] as number;
  const y = operands[1] as number;
  const wordX = highWord(x);
  const sizeY = highWord(y) & 0x7fffffff;
  // log2(x) = logHigh + logLow, where logHigh has 21 bits.
  let logHigh: number;
  let logLow: number;
  if (sizeY > 0x41e00000) {
    // |y| > 2^31: the result overflows or underflows unless x is close to 1.
    if (sizeY > 0x43f00000 || wordX < 0x3fefffff || wordX > 0x3ff00000) {
      operands[0] = wordX <= 0x3fefffff === y > 0 ? 0 : Number.POSITIVE_INFINITY;
      return;
    }
    const t = x - 1;
    const w = t * t * (0.5 - t * (0.3333333333333333333333 - t * 0.25));
    const u = INVERSE_LN2_HIGH * t;
    const v = t * INVERSE_LN2_LOW - w * INVERSE_LN2;
    logHigh = withoutLowWord(u + v);
    logLow = v - (logHigh - u);
  } else {
    let exponent = 0;
    let mantissa = x;
    let word = wordX;
    if (word < 0x00100000) {
      mantissa = x * TWO_TO_53;
      exponent = -53;
      word = highWord(mantissa);
    }
    exponent += (word >> 20) - 0x3ff;
    const fraction = word & 0x000fffff;
    word = fraction | 0x3ff00000;
    let above = false; // The mantissa is measured from 1.5 instead of 1.
    if (fraction > 0x3988e) {
      if (fraction < 0xbb67a) {
        above = true;
      } else {
        exponent += 1;
        word -= 0x00100000;
      }
    }
    mantissa = withHighWord(mantissa, word);

    // s = sHigh + sLow = (mantissa - center) / (mantissa + center)
    const center = above ? 1.5 : 1;
    const difference = mantissa - center;
    const inverse = 1 / (mantissa + center);
    const s = difference * inverse;
    const sHigh = withoutLowWord(s);
    const sumHigh = fromWords(((word >> 1) | 0x20000000) + 0x00080000 + (above ? 0x00040000 : 0), 0);
    const sumLow = mantissa - (sumHigh - center);
    const sLow = inverse * (difference - sHigh * sumHigh - sHigh * sumLow);

    const s2 = s * s;
    const series = s2 * s2 * (L1 + s2 * (L2 + s2 * (L3 + s2 * (L4 + s2 * (L5 + s2 * L6)))));
    const r = series + sLow * (sHigh + s);
    const sHigh2 = sHigh * sHigh;
    const tHigh = withoutLowWord(3 + sHigh2 + r);
    const tLow = r - (tHigh - 3 - sHigh2);
    const u = sHigh * tHigh;
    const v = sLow * tHigh + tLow * s;
    const productHigh = withoutLowWord(u + v);
    const productLow = v - (productHigh - u);
    const zHigh = CP_HIGH * productHigh;
    const zLow = CP_LOW * productHigh + productLow * CP + (above ? LOG2_3_HALVES_LOW : 0);
    const centerHigh = above ? LOG2_3_HALVES_HIGH : 0;
    logHigh = withoutLowWord(zHigh + zLow + centerHigh + exponent);
    logLow = zLow - (logHigh - exponent - centerHigh - zHigh);
  }

  // y * log2(x) = high + low
  const yHigh = withoutLowWord(y);
  operands[0] = yHigh * logHigh;
  operands[1] = (y - yHigh) * logHigh + y * logLow;
  powerOfTwo();
}

/** `2 ** (high + low)` of the operands, where `low` is far smaller than `high`. */
function powerOfTwo(): void {
  const high = operands[0] as number;
  const low = operands[1] as number;
  const sum = low + high;
  const word = highWord(sum);
  if (word >= 0x40900000) {
    if (sum > 1024 || low + OVERFLOW_MARGIN > sum - high) {
      operands[0] = Number.POSITIVE_INFINITY;
      return;
    }
  } else if ((word & 0x7fffffff) >= 0x4090cc00) {
    if (sum < -1075 || low <= sum - high) {
      operands[0] = 0;
      return;
    }
  }
  let whole = 0;
  let rest = high;
  const size = word & 0x7fffffff;
  if (size > 0x3fe00000) {
    // |sum| > 0.5: whole = [sum + 0.5]
    const rounded = word + (0x00100000 >> ((size >> 20) - 0x3ff + 1));
    const shift = ((rounded & 0x7fffffff) >> 20) - 0x3ff;
    rest -= fromWords(rounded & ~(0x000fffff >> shift), 0);
    whole = ((rounded & 0x000fffff) | 0x00100000) >> (20 - shift);
    if (word < 0) whole = -whole;
  }
  const t = withoutLowWord(low + rest);
  const u = t * LN2_HIGH;
  const v = (low - (t - rest)) * LN2 + t * LN2_LOW;
  const z = u + v;
  const w = v - (z - u);
  const z2 = z * z;
  const series = z - z2 * (P1 + z2 * (P2 + z2 * (P3 + z2 * (P4 + z2 * P5))));
  const r = (z * series) / (series - 2) - (w + z * w);
  const result = 1 - (r - z);
  const resultWord = highWord(result) + (whole << 20);
  operands[0] = resultWord >> 20 <= 0 ? scaleBelowNormal(result, whole) : withHighWord(result, resultWord);
}

/** `x * 2^exponent` for a result that may be subnormal: in two steps, of which only the last one rounds. */
function scaleBelowNormal(x: number, exponent: number): number {
  if (exponent >= -1022) return x * fromWords((exponent + 0x3ff) << 20, 0);
  const first = fromWords((-969 + 0x3ff) << 20, 0);
  return x * first * fromWords((exponent + 969 + 0x3ff) << 20, 0);
}
