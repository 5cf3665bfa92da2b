/** A cosine over consecutive indices: two short tables and one angle per block, instead of a cosine per step. */
import { PART, PARTS } from "../kernel-sizes.js";
import { cosPi, sinPi } from "../math/trigonometry.js";
import { BLOCK, enlarged, tableSize } from "./blocks.js";

/**
 * `middle + amplitude * cos(pi * halfCycles * t / length)` at `t = origin + spacing * index`, clamped to its extremes.
 *
 * With the first angle `a` of a block, `w` for a step and `v` for a part, the angle of step `k` of part `m` takes two
 * rotations: `cos(x + y) = cos(x) cos(y) - sin(x) sin(y)`, with `cos(a)` computed, and `cos(m v)` and `cos(k w)` from
 * tables.
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
  #part = Number.NaN;
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
    const part = Math.floor(index / PART);
    const k = index - part * PART;
    if (spacing !== this.#spacing) {
      this.#spacing = spacing;
      this.#filled = 0;
      this.#part = Number.NaN;
    }
    if (part !== this.#part || origin !== this.#origin) this.#startPart(part, origin);
    if (k >= this.#filled) this.#fillTable(k);
    const value =
      this.#middle + (this.#cosine * (this.#cosines[k] as number) - this.#sine * (this.#sines[k] as number));
    return value < this.#lowest ? this.#lowest : value > this.#highest ? this.#highest : value;
  }

  /** The values at `out.length` indices from `index` on. */
  fill(out: Float64Array, index: number, origin: number, spacing: number): void {
    const [middle, lowest, highest] = [this.#middle, this.#lowest, this.#highest];
    for (let done = 0; done < out.length; ) {
      const from = index + done;
      const k = from - Math.floor(from / PART) * PART;
      const count = Math.min(PART - k, out.length - done);
      // The last value first: it prepares the part and the tables for the others.
      this.at(from + count - 1, origin, spacing);
      const [cosine, sine, cosines, sines] = [this.#cosine, this.#sine, this.#cosines, this.#sines];
      for (let i = 0; i < count; i++) {
        const value = middle + (cosine * (cosines[k + i] as number) - sine * (sines[k + i] as number));
        out[done + i] = value < lowest ? lowest : value > highest ? highest : value;
      }
      done += count;
    }
  }

  #startPart(part: number, origin: number): void {
    const block = Math.floor(part / PARTS);
    const first = (this.#halfCycles * (origin + this.#spacing * (block * BLOCK))) / this.#length;
    const further = (this.#halfCycles * this.#spacing * ((part - block * PARTS) * PART)) / this.#length;
    const [cosine, sine, c, s] = [cosPi(first), sinPi(first), cosPi(further), sinPi(further)];
    this.#cosine = this.#amplitude * (cosine * c - sine * s);
    this.#sine = this.#amplitude * (sine * c + cosine * s);
    this.#part = part;
    this.#origin = origin;
  }

  #fillTable(last: number): void {
    if (last >= this.#cosines.length) {
      const size = tableSize(last, PART);
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
