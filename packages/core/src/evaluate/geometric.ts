/** A geometric curve over consecutive indices: one table, and per block one power, instead of a power for each step. */
import { power } from "../math/power.js";
import { enlarged } from "./rotation.js";

/** Steps for which one power is computed; the same in the kernel. */
export const GEOMETRIC_BLOCK = 1024;

/** `base + scale * ratio^(t / length)` at `t = origin + spacing * index`: `ratio^(a + k w) = ratio^a * ratio^(k w)`. */
export class Geometric {
  readonly #base: number;
  readonly #scale: number;
  readonly #ratio: number;
  readonly #length: number;
  #spacing = Number.NaN;
  #powers = new Float64Array(0);
  #filled = 0;
  #origin = Number.NaN;
  #block = Number.NaN;
  #first = 0;

  constructor(base: number, scale: number, ratio: number, length: number) {
    this.#base = base;
    this.#scale = scale;
    this.#ratio = ratio;
    this.#length = length;
  }

  at(index: number, origin: number, spacing: number): number {
    const block = Math.floor(index / GEOMETRIC_BLOCK);
    const k = index - block * GEOMETRIC_BLOCK;
    if (spacing !== this.#spacing) {
      this.#spacing = spacing;
      this.#filled = 0;
      this.#block = Number.NaN;
    }
    if (block !== this.#block || origin !== this.#origin) {
      this.#first = this.#scale * power(this.#ratio, (origin + spacing * (block * GEOMETRIC_BLOCK)) / this.#length);
      this.#block = block;
      this.#origin = origin;
    }
    if (k >= this.#filled) this.#fillTable(k);
    return this.#base + this.#first * (this.#powers[k] as number);
  }

  #fillTable(last: number): void {
    if (last >= this.#powers.length) {
      this.#powers = enlarged(this.#powers, Math.min(GEOMETRIC_BLOCK, Math.max(2 * (last + 1), 32)));
    }
    for (let k = this.#filled; k <= last; k++) {
      this.#powers[k] = power(this.#ratio, (this.#spacing * k) / this.#length);
    }
    this.#filled = last + 1;
  }
}
