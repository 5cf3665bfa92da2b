/** Exact fractions: float64 numbers put together without a rounding, for the constants of the generated code. */

export interface Rational {
  readonly numerator: bigint;
  /** Above 0. */
  readonly denominator: bigint;
}

const words = new DataView(new ArrayBuffer(8));

/** A finite float64, exactly. */
export function rational(value: number): Rational {
  words.setFloat64(0, value);
  const bits = words.getBigUint64(0);
  const exponentBits = Number((bits >> 52n) & 0x7ffn);
  const fraction = bits & 0xfffffffffffffn;
  const significand = exponentBits === 0 ? fraction : fraction | 0x10000000000000n;
  const exponent = Math.max(exponentBits, 1) - 1075;
  const signed = value < 0 ? -significand : significand;
  return exponent >= 0
    ? { numerator: signed << BigInt(exponent), denominator: 1n }
    : { numerator: signed, denominator: 1n << BigInt(-exponent) };
}

export function plus(a: Rational, b: Rational): Rational {
  return {
    numerator: a.numerator * b.denominator + b.numerator * a.denominator,
    denominator: a.denominator * b.denominator,
  };
}

export function times(a: Rational, b: Rational): Rational {
  return { numerator: a.numerator * b.numerator, denominator: a.denominator * b.denominator };
}

/** `a / b`, where `b` is not 0. */
export function over(a: Rational, b: Rational): Rational {
  const sign = b.numerator < 0n ? -1n : 1n;
  return {
    numerator: a.numerator * b.denominator * sign,
    denominator: a.denominator * b.numerator * sign,
  };
}

export function negated(a: Rational): Rational {
  return { numerator: -a.numerator, denominator: a.denominator };
}

/** The smallest whole number of units of `2^-scale` that is not below `a`. */
export function ceilingAt(a: Rational, scale: number): bigint {
  const up = scale >= 0 ? a.numerator << BigInt(scale) : a.numerator;
  const down = scale >= 0 ? a.denominator : a.denominator << BigInt(-scale);
  return -floorDivide(-up, down);
}

export function floorOf(a: Rational): bigint {
  return floorDivide(a.numerator, a.denominator);
}

/** A whole number `n` with `|a| < 2^n`, at most 2 too large; null for 0. */
export function magnitudeBits(a: Rational): number | null {
  if (a.numerator === 0n) return null;
  return bitLength(a.numerator) - bitLength(a.denominator) + 1;
}

/** How many binary digits a finite float64 has behind the point. */
export function fractionBits(value: number): number {
  let { numerator, denominator } = rational(value);
  while (denominator > 1n && numerator % 2n === 0n) {
    numerator /= 2n;
    denominator /= 2n;
  }
  return bitLength(denominator) - 1;
}

function bitLength(value: bigint): number {
  return (value < 0n ? -value : value).toString(2).length;
}

function floorDivide(a: bigint, b: bigint): bigint {
  const quotient = a / b;
  return a % b < 0n ? quotient - 1n : quotient;
}
