/** A power of a straight line over consecutive indices: a short polynomial per block instead of a power per step. */
import { AFFINE_POWER_BLOCK } from "../kernel-sizes.js";
import { power } from "../math/power.js";
import type { AffinePowerCurve } from "./curve.js";

const HALF_BLOCK = AFFINE_POWER_BLOCK / 2;
/** The longest polynomial; more terms would cost more than they save. */
const HIGHEST_DEGREE = 9;
/** The binomial series is used if the line changes by less than this share over half a block. */
const LARGEST_CHANGE = 1 / 32;
/** Terms below this share of the value change at most a fraction of its last bit. */
const NEGLIGIBLE = 2 ** -57;

/**
 * An affine power at `t = origin + spacing * index`.
 *
 * Around the middle of a block, where the line is `c`, with `z = (line - c) / c`:
 * `(c (1 + z))^p = c^p (1 + p z + p (p - 1) / 2 z^2 + ...)`.
 */
export class AffinePower {
  readonly #curve: AffinePowerCurve;
  #block = Number.NaN;
  #origin = Number.NaN;
  #spacing = Number.NaN;
  /** The degree of the polynomial; -1: this block is computed step by step. */
  #degree = -1;
  readonly #coefficients = new Float64Array(HIGHEST_DEGREE + 1);

  constructor(curve: AffinePowerCurve) {
    this.#curve = curve;
  }

  at(index: number, origin: number, spacing: number): number {
    const block = Math.floor(index / AFFINE_POWER_BLOCK);
    if (block !== this.#block || origin !== this.#origin || spacing !== this.#spacing) {
      this.#startBlock(block, origin, spacing);
    }
    if (this.#degree < 0) {
      const { base, scale, offset, slope, divisor, exponent } = this.#curve;
      return base + scale * commonPower((offset + slope * (origin + spacing * index)) / divisor, exponent);
    }
    const distance = index - block * AFFINE_POWER_BLOCK - HALF_BLOCK;
    let sum = this.#coefficients[this.#degree] as number;
    for (let n = this.#degree - 1; n >= 0; n--) sum = sum * distance + (this.#coefficients[n] as number);
    return this.#curve.base + sum;
  }

  #startBlock(block: number, origin: number, spacing: number): void {
    this.#block = block;
    this.#origin = origin;
    this.#spacing = spacing;
    this.#degree = -1;
    const { scale, offset, slope, divisor, exponent } = this.#curve;
    if (exponent === 1) return;
    const center = offset + slope * (origin + spacing * (block * AFFINE_POWER_BLOCK + HALF_BLOCK));
    if (!(center > 0)) return;
    const change = (slope * spacing) / center;
    const largest = Math.abs(change) * HALF_BLOCK;
    if (!(largest < LARGEST_CHANGE)) return;
    let coefficient = scale * commonPower(center / divisor, exponent);
    let share = 1;
    this.#coefficients[0] = coefficient;
    for (let degree = 1; degree <= HIGHEST_DEGREE; degree++) {
      const factor = (exponent - (degree - 1)) / degree;
      coefficient = coefficient * factor * change;
      share = share * Math.abs(factor) * largest;
      if (share < NEGLIGIBLE) {
        this.#degree = degree - 1;
        return;
      }
      this.#coefficients[degree] = coefficient;
    }
  }
}

/** `x ** y`, with one or two operations for the most common exponents. */
export function commonPower(x: number, y: number): number {
  if (y === 1) return x;
  if (y === 2) return x * x;
  if (y === 0.5) return Math.sqrt(x);
  if (y === -0.5) return 1 / Math.sqrt(x);
  if (y === -1) return 1 / x;
  return power(x, y);
}
