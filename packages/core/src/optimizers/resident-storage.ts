/** Parameters and gradients that live in the arena: nothing is copied to make a step. */
import { InvalidArgumentError } from "../errors.js";
import { BLOCK_LENGTH, type OptimizerArena } from "./arena.js";
import type { ArenaLayout } from "./layout.js";
import type { CheckedParameter } from "./parameters.js";
import type { AdamScalars } from "./scalars.js";
import type { TensorStorage } from "./storage.js";

export class ResidentStorage implements TensorStorage {
  readonly params: readonly Float32Array[];
  readonly grads: readonly Float32Array[];
  readonly #arena: OptimizerArena;
  readonly #layout: ArenaLayout;

  constructor(arena: OptimizerArena, layout: ArenaLayout, parameters: readonly CheckedParameter[]) {
    this.#arena = arena;
    this.#layout = layout;
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
    if (this.#arena.values.length < this.#layout.length) {
      throw new InvalidArgumentError(
        "params",
        this.#arena.values,
        "where the optimizer put them: not transferred",
      );
    }
  }

  take(gradients: readonly (Float32Array | null)[] | null): void {
    if (gradients === null) return;
    for (let i = 0; i < gradients.length; i++) {
      const given = gradients[i];
      const own = this.grads[i];
      if (given && given !== own) own?.set(given);
    }
  }

  update(start: number, end: number, scalars: AdamScalars): void {
    const { offsets, parameters, gradients, first, second, largest } = this.#layout;
    const offset = offsets[start] as number;
    const count = (offsets[end - 1] as number) + (this.params[end - 1] as Float32Array).length - offset;
    this.#arena.adamStep(
      parameters + offset,
      gradients + offset,
      first + offset,
      second + offset,
      largest < 0 ? largest : largest + offset,
      count,
      scalars,
    );
  }

  sumOfSquares(index: number): number {
    const { length } = this.gradient(index);
    const start = this.#gradientStart(index);
    let sum = 0;
    for (let done = 0; done < length; done += BLOCK_LENGTH) {
      sum += this.#arena.sumOfSquares(start + done, Math.min(BLOCK_LENGTH, length - done));
    }
    return sum;
  }

  scale(index: number, factor: number): void {
    this.#arena.scale(this.#gradientStart(index), this.gradient(index).length, factor);
  }

  allFinite(index: number): boolean {
    return this.#arena.allFinite(this.#gradientStart(index), this.gradient(index).length);
  }

  gradient(index: number): Float32Array {
    return this.grads[index] as Float32Array;
  }

  letGo(): void {}

  #gradientStart(index: number): number {
    return this.#layout.gradients + (this.#layout.offsets[index] as number);
  }
}
