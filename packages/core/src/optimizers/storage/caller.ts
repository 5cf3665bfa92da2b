/** Parameters and gradients that stay the caller's: they pass through the arena a block at a time. */

import { viewOf } from "../../arrays.js";
import { type Arena, BLOCK_LENGTH, type Kernel } from "../engine.js";
import { float32Array, lengthOf, limitValues } from "../float32.js";
import type { GroupLayout, TensorPlace } from "../group-layout.js";
import type { CheckedParameter } from "../parameters.js";
import type { GivenGradients, GroupStorage } from "./storage.js";

export class CallerStorage implements GroupStorage {
  readonly params: readonly Float32Array[];
  readonly grads: readonly Float32Array[] = Object.freeze([]);
  readonly #arena: Arena;
  readonly #layout: GroupLayout;
  readonly #first: number;
  /** The block that parameters pass through. */
  readonly #parameters: Float32Array;
  /** The block that gradients pass through. */
  readonly #gradients: Float32Array;

  /** @param first The index of the group's first parameter over all groups. */
  constructor(arena: Arena, layout: GroupLayout, parameters: readonly CheckedParameter[], first: number) {
    this.#arena = arena;
    this.#layout = layout;
    this.#first = first;
    this.params = Object.freeze(parameters.map(({ source }) => source as Float32Array));
    const block = (place: number) => new Float32Array(arena.buffer, arena.byteOffset + place, layout.passing);
    this.#parameters = block(layout.p);
    this.#gradients = block(layout.g);
  }

  assertAttached(): void {
    for (let i = 0; i < this.params.length; i++) {
      const { length } = this.#place(i);
      if (lengthOf(this.params[i] as Float32Array) !== length)
        float32Array(`params[${this.#first + i}]`, this.params[i], length);
    }
  }

  /** They stay where they are. */
  take(): void {}

  run(kernel: Kernel, start: number, end: number, given: GivenGradients, onBlock: (() => void) | null): void {
    for (let i = start; i < end; i++) {
      const parameter = this.params[i] as Float32Array;
      const gradient = given?.[this.#first + i];
      const { start: offset, length } = this.#place(i);
      for (let done = 0; done < length; done += BLOCK_LENGTH) {
        const count = Math.min(BLOCK_LENGTH, length - done);
        const piece = pieceOf(parameter, done, count, length);
        this.#parameters.set(piece);
        if (gradient) this.#gradients.set(pieceOf(gradient, done, count, length));
        kernel.run(0, offset + done, done, count);
        piece.set(pieceOf(this.#parameters, 0, count, this.#parameters.length));
        if (onBlock !== null) onBlock();
      }
    }
  }

  sumOfSquares(index: number, given: GivenGradients): number {
    const gradient = this.gradient(index, given);
    let sum = 0;
    const { length } = this.#place(index);
    for (let done = 0; done < length; done += BLOCK_LENGTH) {
      const count = Math.min(BLOCK_LENGTH, length - done);
      this.#gradients.set(pieceOf(gradient, done, count, length));
      sum += this.#arena.sumOfSquares(this.#layout.g, count);
    }
    return sum;
  }

  scale(index: number, factor: number, given: GivenGradients): void {
    const gradient = this.gradient(index, given);
    const { length } = this.#place(index);
    for (let done = 0; done < length; done += BLOCK_LENGTH) {
      const count = Math.min(BLOCK_LENGTH, length - done);
      const piece = pieceOf(gradient, done, count, length);
      this.#gradients.set(piece);
      this.#arena.scale(this.#layout.g, count, factor);
      piece.set(pieceOf(this.#gradients, 0, count, this.#gradients.length));
    }
  }

  limit(index: number, most: number, given: GivenGradients): void {
    limitValues(this.gradient(index, given), most);
  }

  allFinite(index: number, given: GivenGradients): boolean {
    const gradient = this.gradient(index, given);
    const { length } = this.#place(index);
    for (let done = 0; done < length; done += BLOCK_LENGTH) {
      const count = Math.min(BLOCK_LENGTH, length - done);
      this.#gradients.set(pieceOf(gradient, done, count, length));
      if (!this.#arena.allFinite(this.#layout.g, count)) return false;
    }
    return true;
  }

  gradient(index: number, given: GivenGradients): Float32Array {
    return given?.[this.#first + index] as Float32Array;
  }

  #place(index: number): TensorPlace {
    return this.#layout.tensors[index] as TensorPlace;
  }
}

/** The array itself where the piece is all of its `length` values: a view costs more than copying a small tensor. */
function pieceOf(array: Float32Array, start: number, count: number, length: number): Float32Array {
  return count === length ? array : viewOf(array, start, count);
}
