/** Parameters and gradients that live in the arena: nothing is copied to make a step. */
import { InvalidArgumentError } from "../errors.js";
import { BLOCK_LENGTH, type OptimizerArena } from "./arena.js";
import { allFinite, lengthOf } from "./float32.js";
import type { ArenaLayout } from "./layout.js";
import { refuseOverlaps } from "./overlaps.js";
import type { CheckedParameter } from "./parameters.js";
import type { GivenGradients, TensorStorage } from "./storage.js";

export class ResidentStorage implements TensorStorage {
  readonly needsGradients = false;
  readonly params: readonly Float32Array[];
  readonly grads: readonly Float32Array[];
  readonly #arena: OptimizerArena;
  readonly #layout: ArenaLayout;
  readonly #values: Float32Array;

  constructor(arena: OptimizerArena, layout: ArenaLayout, parameters: readonly CheckedParameter[]) {
    this.#arena = arena;
    this.#layout = layout;
    this.#values = arena.values;
    const views = (region: number) =>
      parameters.map(({ length }, i) => {
        const start = region + (layout.offsets[i] as number);
        return arena.values.subarray(start, start + length);
      });
    this.params = Object.freeze(views(layout.parameters));
    this.grads = Object.freeze(views(layout.gradients));
    for (const [i, { source }] of parameters.entries()) if (source !== null) this.params[i]?.set(source);
  }

  assertAttached(): void {
    if (lengthOf(this.#values) === 0) {
      throw new InvalidArgumentError("params", this.#values, "left in place: their buffer was transferred");
    }
  }

  assertUsable(given: GivenGradients): void {
    if (given === null) return;
    const { length } = this.grads;
    // The own view of a parameter is where it belongs; that of another would be overwritten before it is read.
    const others = given.map((gradient, i) => (gradient === this.grads[i] ? null : gradient));
    const { buffer } = this.#values;
    if (!others.some((gradient) => gradient?.buffer === buffer)) {
      refuseOverlaps(others, (index) => `grads[${index}]`);
      return;
    }
    refuseOverlaps([...this.grads, ...others], (index) =>
      index < length ? `the resident gradient ${index}` : `grads[${index - length}]`,
    );
  }

  take(given: GivenGradients): void {
    if (given === null) return;
    for (let i = 0; i < given.length; i++) {
      const gradient = given[i];
      const own = this.grads[i];
      if (gradient && gradient !== own) own?.set(gradient);
    }
  }

  update(start: number, end: number, scalars: number): void {
    const layout = this.#layout;
    const offset = layout.offsets[start] as number;
    this.#arena.adamStep(
      layout.parameters + offset,
      layout.gradients + offset,
      layout.first + offset,
      layout.second + offset,
      layout.largest < 0 ? -1 : layout.largest + offset,
      (layout.ends[end - 1] as number) - offset,
      scalars,
    );
  }

  sumOfSquares(index: number): number {
    const { length } = this.#own(index);
    const start = this.#gradientStart(index);
    let sum = 0;
    for (let done = 0; done < length; done += BLOCK_LENGTH) {
      sum += this.#arena.sumOfSquares(start + done, Math.min(BLOCK_LENGTH, length - done));
    }
    return sum;
  }

  scale(index: number, factor: number, given: GivenGradients): void {
    const own = this.#own(index);
    this.#arena.scale(this.#gradientStart(index), own.length, factor);
    // Whoever gave it may give it again to the step, where it has to be the scaled one.
    const gradient = given?.[index];
    if (gradient && gradient !== own) gradient.set(own);
  }

  allFinite(index: number, given: GivenGradients): boolean {
    const gradient = this.gradient(index, given);
    return gradient === this.grads[index]
      ? this.#arena.allFinite(this.#gradientStart(index), gradient.length)
      : allFinite(gradient, 0, lengthOf(gradient));
  }

  gradient(index: number, given: GivenGradients): Float32Array {
    return given?.[index] ?? this.#own(index);
  }

  #own(index: number): Float32Array {
    return this.grads[index] as Float32Array;
  }

  #gradientStart(index: number): number {
    return this.#layout.gradients + (this.#layout.offsets[index] as number);
  }
}
