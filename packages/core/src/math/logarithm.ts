/** The natural logarithm with plain float64 operations in one fixed order; error below 1 unit in the last place. */
import { operands } from "./operands.js";
import { fromWords, highWord, lowWord } from "./words.js";

/* From FreeBSD's msun (e_log.c), the algorithm of the Rust crate libm that the kernel uses:
 * Copyright (C) 1993 by Sun Microsystems, Inc. All rights reserved. Developed at SunSoft, a Sun Microsystems, Inc.
 * business. Permission to use, copy, modify, and distribute this software is freely granted, provided that this
 * notice is preserved. */
const LN2_HIGH = 6.9314718036912381649e-1;
const LN2_LOW = 1.90821492927058770002e-10;
const G1 = 6.66666666666673513e-1;
const G2 = 3.999999999940941908e-1;
const G3 = 2.857142874366239149e-1;
const G4 = 2.222219843214978396e-1;
const G5 = 1.818357216161805012e-1;
const G6 = 1.531383769920937332e-1;
const G7 = 1.479819860511658591e-1;
const TWO_TO_54 = 18014398509481984;

/** `ln(x)`: `-Infinity` at 0, NaN below it. */
export function logarithm(x: number): number {
  operands[0] = x;
  logarithmOfOperand();
  return operands[0];
}

/** The same for the first operand. */
export function logarithmOfOperand(): void {
  const x = operands[0] as number;
  if (x === 0) operands[0] = Number.NEGATIVE_INFINITY;
  else if (!(x > 0)) operands[0] = Number.NaN;
  else if (x === 1) operands[0] = 0;
  else if (x !== Number.POSITIVE_INFINITY) usualLogarithm();
}

/** The same for an operand that is finite, above 0 and not 1. */
function usualLogarithm(): void {
  const x = operands[0] as number;
  let exponent = 0;
  let mantissa = x;
  let high = highWord(x);
  if (high < 0x00100000) {
    // Subnormal: scale it up first.
    exponent = -54;
    mantissa = x * TWO_TO_54;
    high = highWord(mantissa);
  }
  // Bring the mantissa into [sqrt(2)/2, sqrt(2)].
  high += 0x3ff00000 - 0x3fe6a09e;
  exponent += (high >> 20) - 0x3ff;
  mantissa = fromWords((high & 0x000fffff) + 0x3fe6a09e, lowWord(mantissa));

  const f = mantissa - 1;
  const halfSquare = 0.5 * f * f;
  const s = f / (2 + f);
  const z = s * s;
  const w = z * z;
  const even = w * (G2 + w * (G4 + w * G6));
  const odd = z * (G1 + w * (G3 + w * (G5 + w * G7)));
  const r = odd + even;
  operands[0] = s * (halfSquare + r) + exponent * LN2_LOW - halfSquare + f + exponent * LN2_HIGH;
}
