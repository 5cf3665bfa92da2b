/**
 * The caller's parameters and gradients. They pass through the arena block by block, or are updated in place if they
 * are in the arena's memory.
 */

import { bufferOf, byteOffsetOf, setValues, viewOf } from "../../arrays.js";
import { BLOCK_LENGTH } from "../../kernel-sizes.js";
import { type Arena, type Kernel, sumOverBlocks } from "../engine.js";
import { addValues, float32Array, lengthOf, limitValues } from "../float32.js";
import type { GroupLayout, TensorPlace } from "../group-layout.js";
import type { ParameterArray } from "../parameter-array.js";
import type { CheckedParameter } from "../parameters.js";
import type { GivenGradients, GroupStorage } from "./storage.js";

export class CallerStorage implements GroupStorage {
  params: readonly Float32Array[];
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
      const { length, format } = this.#place(i);
      if (format === null && lengthOf(this.params[i] as Float32Array) !== length)
        float32Array(`params[${this.#first + i}]`, this.params[i], length);
    }
  }

  /** Nothing to do: gradients stay where they are. */
  take(): void {}

  replaceParams(params: readonly ParameterArray[]): void {
    this.params = Object.freeze([...(params as readonly Float32Array[])]);
  }

  run(kernel: Kernel, start: number, end: number, given: GivenGradients, onBlock: (() => void) | null): void {
    for (let i = start; i < end; i++) {
      const parameter = this.params[i] as Float32Array;
      const gradient = given?.[this.#first + i] as Float32Array | null | undefined;
      if (this.#isInArena(parameter) && (!gradient || this.#isInArena(gradient))) {
        this.#runInPlace(kernel, i, parameter, gradient ?? null, onBlock);
        continue;
      }
      const { start: offset, length } = this.#place(i);
      for (let done = 0; done < length; done += BLOCK_LENGTH) {
        const count = Math.min(BLOCK_LENGTH, length - done);
        const piece = pieceOf(parameter, done, count, length);
        this.#parameters.set(piece);
        if (gradient) this.#gradients.set(pieceOf(gradient, done, count, length));
        kernel.run(0, offset + done, done, count);
        setValues(piece, pieceOf(this.#parameters, 0, count, this.#parameters.length));
        if (onBlock !== null) onBlock();
      }
    }
  }

  #runInPlace(
    kernel: Kernel,
    index: number,
    parameter: Float32Array,
    gradient: Float32Array | null,
    onBlock: (() => void) | null,
  ): void {
    const { p, g } = this.#layout;
    const { start: offset, length } = this.#place(index);
    kernel.point(this.#placeOf(parameter), gradient === null ? g : this.#placeOf(gradient));
    kernel.runBlocks(0, offset, 0, length, onBlock);
    kernel.point(p, g);
  }

  #isInArena(array: Float32Array): boolean {
    return bufferOf(array) === this.#arena.buffer;
  }

  /** The position of an array in the arena's memory, in bytes from the arena. */
  #placeOf(array: Float32Array): number {
    return byteOffsetOf(array) - this.#arena.byteOffset;
  }

  sumOfSquares(index: number, given: GivenGradients): number {
    const gradient = this.gradient(index, given);
    const { length } = this.#place(index);
    return sumOverBlocks(length, (start, count) =>
      this.#arena.sumOfSquares(this.#bring(gradient, start, count, length), count),
    );
  }

  /** The position of a piece of a gradient, which is copied into the arena unless it is in its memory. */
  #bring(gradient: Float32Array, start: number, count: number, length: number): number {
    if (this.#isInArena(gradient)) return this.#placeOf(gradient) + 4 * start;
    this.#gradients.set(pieceOf(gradient, start, count, length));
    return this.#layout.g;
  }

  scale(index: number, factor: number, given: GivenGradients): void {
    const gradient = this.gradient(index, given);
    const { length } = this.#place(index);
    for (let done = 0; done < length; done += BLOCK_LENGTH) {
      const count = Math.min(BLOCK_LENGTH, length - done);
      const place = this.#bring(gradient, done, count, length);
      this.#arena.scale(place, count, factor);
      if (this.#isInArena(gradient)) continue;
      const scaled = pieceOf(this.#gradients, 0, count, this.#gradients.length);
      setValues(pieceOf(gradient, done, count, length), scaled);
    }
  }

  limit(index: number, most: number, given: GivenGradients): void {
    limitValues(this.gradient(index, given), most);
  }

  add(_index: number, sum: ParameterArray, gradient: ParameterArray): void {
    addValues(sum, gradient);
  }

  master(index: number): Float32Array {
    return this.params[index] as Float32Array;
  }

  /** Nothing to do: the parameter itself is float32. */
  setMaster(): void {}

  allFinite(index: number, given: GivenGradients): boolean {
    const gradient = this.gradient(index, given);
    const { length } = this.#place(index);
    for (let done = 0; done < length; done += BLOCK_LENGTH) {
      const count = Math.min(BLOCK_LENGTH, length - done);
      if (!this.#arena.allFinite(this.#bring(gradient, done, count, length), count)) return false;
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

/**
 * The array itself if the piece is all of its `length` values, because a view costs more than copying a small tensor.
 */
function pieceOf(array: Float32Array, start: number, count: number, length: number): Float32Array {
  return count === length ? array : viewOf(array, start, count);
}
