/** Parameters and gradients in the arena: a step copies nothing. */
import { setValues } from "../../arrays.js";
import { InvalidArgumentError } from "../../errors.js";
import type { Arena, Kernel } from "../engine.js";
import { addValues, allFinite, lengthOf, limitValues } from "../float32.js";
import type { GroupLayout, TensorPlace } from "../group-layout.js";
import type { ParameterArray } from "../parameter-array.js";
import type { CheckedParameter } from "../parameters.js";
import type { GivenGradients, GroupStorage } from "./storage.js";

export class ResidentStorage implements GroupStorage {
  readonly params: readonly Float32Array[];
  readonly grads: readonly Float32Array[];
  readonly replaceParams = null;
  readonly #arena: Arena;
  readonly #layout: GroupLayout;
  readonly #first: number;
  /** A view of one byte of the arena, which is empty once its buffer is detached. */
  readonly #probe: Uint8Array;

  /** @param first The index of the group's first parameter over all groups. */
  constructor(arena: Arena, layout: GroupLayout, parameters: readonly CheckedParameter[], first: number) {
    this.#arena = arena;
    this.#layout = layout;
    this.#first = first;
    this.#probe = new Uint8Array(arena.buffer, arena.byteOffset + layout.p, 1);
    const views = (region: number) =>
      layout.tensors.map(({ start, length, format }) =>
        // Parameters of 16-bit numbers are elsewhere.
        format === null
          ? new Float32Array(arena.buffer, arena.byteOffset + region + 4 * start, length)
          : new Float32Array(0),
      );
    this.params = Object.freeze(views(layout.p));
    this.grads = Object.freeze(views(layout.g));
    for (const [i, { source }] of parameters.entries())
      if (source !== null && layout.tensors[i]?.format === null) this.params[i]?.set(source);
  }

  assertAttached(): void {
    // Reading the buffer of a module's memory takes longer than all other checks.
    if (this.#probe.length > 0) return;
    if (this.#arena.buffer.byteLength === 0) {
      throw new InvalidArgumentError(
        "params",
        this.params[0],
        "left in place, but their buffer was transferred",
      );
    }
  }

  take(given: GivenGradients): void {
    if (given === null) return;
    for (let i = 0; i < this.grads.length; i++) {
      const gradient = given[this.#first + i];
      const own = this.grads[i];
      if (gradient && gradient !== own && this.#place(i).format === null) own?.set(gradient);
    }
  }

  run(
    kernel: Kernel,
    start: number,
    end: number,
    _given: GivenGradients,
    onBlock: (() => void) | null,
  ): void {
    const { tensors } = this.#layout;
    const first = (tensors[start] as TensorPlace).start;
    const count = (tensors[end - 1] as TensorPlace).end - first;
    kernel.runBlocks(first, first, 0, count, onBlock);
  }

  sumOfSquares(index: number): number {
    return this.#arena.sumOfSquares(this.#gradientPlace(index), this.#place(index).length);
  }

  scale(index: number, factor: number, given: GivenGradients): void {
    const own = this.grads[index] as Float32Array;
    this.#arena.scale(this.#gradientPlace(index), own.length, factor);
    // The same array may be passed to the step, so it must be the scaled one.
    const gradient = given?.[this.#first + index];
    if (gradient && gradient !== own) setValues(gradient, own);
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
    return gradient === this.grads[index]
      ? this.#arena.allFinite(this.#gradientPlace(index), gradient.length)
      : allFinite(gradient, 0, lengthOf(gradient));
  }

  gradient(index: number, given: GivenGradients): Float32Array {
    return (given?.[this.#first + index] ?? this.grads[index]) as Float32Array;
  }

  #place(index: number): TensorPlace {
    return this.#layout.tensors[index] as TensorPlace;
  }

  #gradientPlace(index: number): number {
    return this.#layout.g + 4 * this.#place(index).start;
  }
}
