/** Parameters and gradients that stay the caller's: they pass through the arena a block at a time. */
import { viewOf } from "../arrays.js";
import { InvalidArgumentError } from "../errors.js";
import { BLOCK_LENGTH, type OptimizerArena } from "./arena.js";
import { float32Array, lengthOf } from "./float32.js";
import type { ArenaLayout } from "./layout.js";
import { refuseOverlaps } from "./overlaps.js";
import type { GivenGradients, TensorStorage } from "./storage.js";

export class CallerStorage implements TensorStorage {
  readonly needsGradients = true;
  readonly params: readonly Float32Array[];
  readonly grads: readonly Float32Array[] = Object.freeze([]);
  readonly #arena: OptimizerArena;
  readonly #layout: ArenaLayout;
  readonly #lengths: readonly number[];
  /** The block that parameters pass through. */
  readonly #parameters: Float32Array;
  /** The block that gradients pass through. */
  readonly #gradients: Float32Array;

  constructor(arena: OptimizerArena, layout: ArenaLayout, params: readonly Float32Array[]) {
    this.#arena = arena;
    this.#layout = layout;
    this.params = Object.freeze([...params]);
    this.#lengths = params.map(lengthOf);
    const block = (start: number) => arena.values.subarray(start, start + layout.passing);
    this.#parameters = block(layout.parameters);
    this.#gradients = block(layout.gradients);
  }

  assertAttached(): void {
    for (let i = 0; i < this.params.length; i++) {
      const length = this.#lengths[i] as number;
      if (lengthOf(this.params[i] as Float32Array) !== length)
        float32Array(`params[${i}]`, this.params[i], length);
    }
  }

  assertUsable(given: GivenGradients): void {
    if (given === null) {
      throw new InvalidArgumentError("grads", undefined, 'given, one for each parameter (memory: "caller")');
    }
    const count = this.params.length;
    refuseOverlaps([...this.params, ...given], (index) =>
      index < count ? `params[${index}]` : `grads[${index - count}]`,
    );
  }

  /** They stay where they are. */
  take(): void {}

  update(start: number, end: number, scalars: number, given: GivenGradients): void {
    const { offsets, parameters, gradients, first, second, largest } = this.#layout;
    for (let i = start; i < end; i++) {
      const parameter = this.params[i] as Float32Array;
      const gradient = this.gradient(i, given);
      const offset = offsets[i] as number;
      const length = this.#lengths[i] as number;
      for (let done = 0; done < length; done += BLOCK_LENGTH) {
        const count = Math.min(BLOCK_LENGTH, length - done);
        const piece = pieceOf(parameter, done, count, length);
        this.#parameters.set(piece);
        this.#gradients.set(pieceOf(gradient, done, count, length));
        const at = offset + done;
        this.#arena.adamStep(
          parameters,
          gradients,
          first + at,
          second + at,
          largest < 0 ? largest : largest + at,
          count,
          scalars,
        );
        piece.set(pieceOf(this.#parameters, 0, count, this.#parameters.length));
      }
    }
  }

  sumOfSquares(index: number, given: GivenGradients): number {
    const gradient = this.gradient(index, given);
    let sum = 0;
    const length = this.#lengths[index] as number;
    for (let done = 0; done < length; done += BLOCK_LENGTH) {
      const count = Math.min(BLOCK_LENGTH, length - done);
      this.#gradients.set(pieceOf(gradient, done, count, length));
      sum += this.#arena.sumOfSquares(this.#layout.gradients, count);
    }
    return sum;
  }

  scale(index: number, factor: number, given: GivenGradients): void {
    const gradient = this.gradient(index, given);
    const length = this.#lengths[index] as number;
    for (let done = 0; done < length; done += BLOCK_LENGTH) {
      const count = Math.min(BLOCK_LENGTH, length - done);
      const piece = pieceOf(gradient, done, count, length);
      this.#gradients.set(piece);
      this.#arena.scale(this.#layout.gradients, count, factor);
      piece.set(pieceOf(this.#gradients, 0, count, this.#gradients.length));
    }
  }

  allFinite(index: number, given: GivenGradients): boolean {
    const gradient = this.gradient(index, given);
    const length = this.#lengths[index] as number;
    for (let done = 0; done < length; done += BLOCK_LENGTH) {
      const count = Math.min(BLOCK_LENGTH, length - done);
      this.#gradients.set(pieceOf(gradient, done, count, length));
      if (!this.#arena.allFinite(this.#layout.gradients, count)) return false;
    }
    return true;
  }

  gradient(index: number, given: GivenGradients): Float32Array {
    return given?.[index] as Float32Array;
  }
}

/** The array itself where the piece is all of its `length` values: a view costs more than copying a small tensor. */
function pieceOf(array: Float32Array, start: number, count: number, length: number): Float32Array {
  return count === length ? array : viewOf(array, start, count);
}
