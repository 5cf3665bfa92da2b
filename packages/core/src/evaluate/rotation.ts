/** A cosine over consecutive indices: one table, and per block one angle, instead of a cosine for each step. */
import { cosPi, sinPi } from "../math/trigonometry.js";

/** Steps for which one angle is computed; the same in the kernel. */
export const ROTATION_BLOCK = 1024;

/**
 * `middle + amplitude * cos(pi * halfCycles * t / length)` at `t = origin + spacing * index`, kept between its extremes.
 *
 * With a block's first angle `a` and the table `cos(k w)`, `sin(k w)`:
 * `cos(a + k w) = cos(a) cos(k w) - sin(a) sin(k w)`.
 */
export class Rotation {
  readonly #middle: number;
  readonly #amplitude: number;
  readonly #lowest: number;
  readonly #highest: number;
  readonly #halfCycles: number;
  readonly #length: number;
  #spacing = Number.NaN;
  #cosines = new Float64Array(0);
  #sines = new Float64Array(0);
  #filled = 0;
  #origin = Number.NaN;
  #block = Number.NaN;
  #cosine = 0;
  #sine = 0;

  constructor(from: number, to: number, halfCycles: number, length: number) {
    this.#middle = (from + to) * 0.5;
    this.#amplitude = (from - to) * 0.5;
    this.#lowest = from < to ? from : to;
    this.#highest = from < to ? to : from;
    this.#halfCycles = halfCycles;
    this.#length = length;
  }

  at(index: number, origin: number, spacing: number): number {
    const block = Math.floor(index / ROTATION_BLOCK);
    const k = index - block * ROTATION_BLOCK;
    if (spacing !== this.#spacing) {
      this.#spacing = spacing;
      this.#filled = 0;
      this.#block = Number.NaN;
    }
    if (block !== this.#block || origin !== this.#origin) this.#startBlock(block, origin);
    if (k >= this.#filled) this.#fillTable(k);
    const value =
      this.#middle + (this.#cosine * (this.#cosines[k] as number) - this.#sine * (this.#sines[k] as number));
    return value < this.#lowest ? this.#lowest : value > this.#highest ? this.#highest : value;
  }

  #startBlock(block: number, origin: number): void {
    const turn = (this.#halfCycles * (origin + this.#spacing * (block * ROTATION_BLOCK))) / this.#length;
    this.#cosine = this.#amplitude * cosPi(turn);
    this.#sine = this.#amplitude * sinPi(turn);
    this.#block = block;
    this.#origin = origin;
  }

  #fillTable(last: number): void {
    if (last >= this.#cosines.length) {
      const size = Math.min(ROTATION_BLOCK, Math.max(2 * (last + 1), 32));
      this.#cosines = enlarged(this.#cosines, size);
      this.#sines = enlarged(this.#sines, size);
    }
    const speed = this.#halfCycles * this.#spacing;
    for (let k = this.#filled; k <= last; k++) {
      const turn = (speed * k) / this.#length;
      this.#cosines[k] = cosPi(turn);
      this.#sines[k] = sinPi(turn);
    }
    this.#filled = last + 1;
  }
}

export function enlarged(table: Float64Array, size: number): Float64Array<ArrayBuffer> {
  const larger = new Float64Array(size);
  larger.set(table);
  return larger;
}
