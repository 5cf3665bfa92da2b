/** Powers of the betas for the bias corrections. */
import { operands } from "../math/operands.js";

const STRIDE = 64;

/** The places of a table's numbers: in an array, where V8 changes them without making objects. */
const BASE = 0;
/** `base^64`. */
const STRIDED = 1;
/** The multiple of 64 at or below the last exponent. */
const START = 2;
/** `base^START`. */
const HIGH = 3;

/**
 * `base^n` for whole `n`, as products in an order that depends only on `n`: the same bits on every engine and after a
 * resume, which `Math.pow` does not guarantee. The relative error is below `n * 2^-53`, and computing `n + 1` after `n`
 * costs one multiplication.
 */
export class WholePowers {
  /** `base^0 ... base^63`. */
  readonly #low = new Float64Array(STRIDE);
  readonly #numbers = new Float64Array(4);

  constructor(base: number) {
    this.#begin(base);
  }

  /** Raises the first operand, whose value may be new, to the power of the second. */
  ofOperands(): void {
    const numbers = this.#numbers;
    if (operands[0] !== numbers[BASE]) this.#begin(operands[0] as number);
    const n = operands[1] as number;
    const start = numbers[START] as number;
    if (n < start || n >= start + STRIDE) this.#jump(n);
    operands[0] = (numbers[HIGH] as number) * (this.#low[n - (numbers[START] as number)] as number);
  }

  /** `base^n`. */
  at(n: number): number {
    operands[0] = this.#numbers[BASE] as number;
    operands[1] = n;
    this.ofOperands();
    return operands[0];
  }

  #begin(base: number): void {
    let power = 1;
    for (let n = 0; n < STRIDE; n++) {
      this.#low[n] = power;
      power *= base;
    }
    const numbers = this.#numbers;
    numbers[BASE] = base;
    numbers[STRIDED] = power;
    numbers[START] = 0;
    numbers[HIGH] = 1;
  }

  /** Moves to the multiple of 64 at or below `n`, and computes its power by squaring. */
  #jump(n: number): void {
    const numbers = this.#numbers;
    const block = Math.floor(n / STRIDE);
    let power = 1;
    let square = numbers[STRIDED] as number;
    for (let rest = block; rest > 0; rest = Math.floor(rest / 2)) {
      if (rest % 2 === 1) power *= square;
      square *= square;
    }
    numbers[START] = block * STRIDE;
    numbers[HIGH] = power;
  }
}
