/** Powers of the betas for the bias corrections. */

const STRIDE = 64;

/**
 * `base^n` for whole `n`, as products in an order that depends only on `n`: the same bits on every engine and after a
 * resume, which `Math.pow` does not guarantee. The relative error is below `n * 2^-53`, and computing `n + 1` after `n`
 * costs one multiplication.
 */
export class WholePowers {
  /** `base^0 ... base^63`. */
  readonly #low = new Float64Array(STRIDE);
  #base = Number.NaN;
  /** `base^64`. */
  #strided = 1;
  /** The multiple of 64 at or below the last `n`. */
  #start = 0;
  /** `base^start`. */
  #high = 1;

  constructor(base: number) {
    this.#reset(base);
  }

  /** `base^n`, where the base may change occasionally. */
  of(base: number, n: number): number {
    if (base !== this.#base) this.#reset(base);
    return this.at(n);
  }

  at(n: number): number {
    const offset = n - this.#start;
    return offset >= 0 && offset < STRIDE ? this.#high * (this.#low[offset] as number) : this.#jump(n);
  }

  #reset(base: number): void {
    let power = 1;
    for (let n = 0; n < STRIDE; n++) {
      this.#low[n] = power;
      power *= base;
    }
    this.#base = base;
    this.#strided = power;
    this.#start = 0;
    this.#high = 1;
  }

  #jump(n: number): number {
    const block = Math.floor(n / STRIDE);
    this.#start = block * STRIDE;
    this.#high = bySquaring(this.#strided, block);
    return this.#high * (this.#low[n - this.#start] as number);
  }
}

function bySquaring(base: number, exponent: number): number {
  let result = 1;
  let square = base;
  for (let rest = exponent; rest > 0; rest = Math.floor(rest / 2)) {
    if (rest % 2 === 1) result *= square;
    square *= square;
  }
  return result;
}
