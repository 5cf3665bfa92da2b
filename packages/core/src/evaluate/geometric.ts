/** A geometric curve over consecutive indices: a short table and one power per part, instead of a power per step. */
import { PART, PARTS } from "../kernel-sizes.js";
import { power } from "../math/power.js";
import { BLOCK, enlarged, tableSize } from "./blocks.js";

/**
 * The largest growth or decay within a block. Beyond it the power at the start of a block leaves the range of float64
 * while those of later steps do not, so every step computes its own power.
 */
const STEEPEST = 2 ** 512;

/**
 * `base + scale * ratio^(t / length)` at `t = origin + spacing * index`.
 *
 * With the time `a` of a block, `v` for a part and `w` for a step:
 * `ratio^(a + m v + k w) = ratio^a * ratio^(m v) * ratio^(k w)`.
 */
export class Geometric {
  readonly #base: number;
  readonly #scale: number;
  readonly #ratio: number;
  readonly #length: number;
  #spacing = Number.NaN;
  #isSteep = false;
  #powers = new Float64Array(0);
  #filled = 0;
  #origin = Number.NaN;
  #part = Number.NaN;
  #first = 0;

  constructor(base: number, scale: number, ratio: number, length: number) {
    this.#base = base;
    this.#scale = scale;
    this.#ratio = ratio;
    this.#length = length;
  }

  at(index: number, origin: number, spacing: number): number {
    if (spacing !== this.#spacing) {
      this.#spacing = spacing;
      this.#filled = 0;
      this.#part = Number.NaN;
      const perBlock = power(this.#ratio, (spacing * BLOCK) / this.#length);
      this.#isSteep = !(perBlock >= 1 / STEEPEST && perBlock <= STEEPEST);
    }
    if (this.#isSteep) {
      return this.#base + this.#scale * power(this.#ratio, (origin + spacing * index) / this.#length);
    }
    const part = Math.floor(index / PART);
    const k = index - part * PART;
    if (part !== this.#part || origin !== this.#origin) this.#startPart(part, origin);
    if (k >= this.#filled) this.#fillTable(k);
    return this.#base + this.#first * (this.#powers[k] as number);
  }

  #startPart(part: number, origin: number): void {
    const block = Math.floor(part / PARTS);
    const first = power(this.#ratio, (origin + this.#spacing * (block * BLOCK)) / this.#length);
    const further = power(this.#ratio, (this.#spacing * ((part - block * PARTS) * PART)) / this.#length);
    this.#first = this.#scale * first * further;
    this.#part = part;
    this.#origin = origin;
  }

  #fillTable(last: number): void {
    if (last >= this.#powers.length) this.#powers = enlarged(this.#powers, tableSize(last, PART));
    for (let k = this.#filled; k <= last; k++) {
      this.#powers[k] = power(this.#ratio, (this.#spacing * k) / this.#length);
    }
    this.#filled = last + 1;
  }
}
