/** A group in which some parameters are float32 and some are 16-bit numbers. */
import { setValues } from "../../arrays.js";
import type { Kernel } from "../engine.js";
import type { GroupLayout } from "../group-layout.js";
import type { ParameterArray } from "../parameter-array.js";
import type { HalfStorage } from "./half.js";
import type { GivenGradients, GroupStorage } from "./storage.js";

export class MixedStorage implements GroupStorage {
  readonly replaceParams: GroupStorage["replaceParams"];
  readonly #floats: GroupStorage;
  readonly #halves: HalfStorage;
  readonly #layout: GroupLayout;
  readonly #first: number;

  /** @param first The index of the group's first parameter over all groups. */
  constructor(floats: GroupStorage, halves: HalfStorage, layout: GroupLayout, first: number) {
    this.#floats = floats;
    this.#halves = halves;
    this.#layout = layout;
    this.#first = first;
    this.replaceParams =
      floats.replaceParams === null
        ? null
        : (params) => {
            floats.replaceParams?.(params);
            for (const [i, param] of params.entries()) if (this.#isHalf(i)) halves.params[i] = param;
          };
  }

  get params(): readonly ParameterArray[] {
    const { params } = this.#floats;
    return Object.freeze(params.map((param, i) => this.#halves.params[i] ?? param));
  }

  get grads(): readonly ParameterArray[] {
    const { grads } = this.#floats;
    return Object.freeze(grads.map((grad, i) => this.#halves.grads[i] ?? grad));
  }

  #isHalf(index: number): boolean {
    return this.#layout.tensors[index]?.format !== null;
  }

  assertAttached(): void {
    this.#floats.assertAttached();
    for (let i = 0; i < this.#layout.tensors.length; i++)
      if (this.#isHalf(i)) this.#halves.assertAttached(i, `params[${this.#first + i}]`);
  }

  take(given: GivenGradients): void {
    this.#floats.take(given);
    if (given === null) return;
    for (const [i, own] of this.#halves.grads.entries()) {
      const gradient = given[this.#first + i];
      if (own !== null && gradient && gradient !== own) own.set(gradient);
    }
  }

  run(kernel: Kernel, start: number, end: number, given: GivenGradients, onBlock: (() => void) | null): void {
    let first = start;
    for (let i = start; i <= end; i++) {
      if (i < end && !this.#isHalf(i)) continue;
      if (first < i) this.#floats.run(kernel, first, i, given, onBlock);
      if (i < end) this.#halves.run(kernel, i, this.#own(i, given), onBlock);
      first = i + 1;
    }
  }

  sumOfSquares(index: number, given: GivenGradients): number {
    return this.#isHalf(index)
      ? this.#halves.sumOfSquares(index, this.#used(index, given))
      : this.#floats.sumOfSquares(index, given);
  }

  scale(index: number, factor: number, given: GivenGradients): void {
    if (!this.#isHalf(index)) {
      this.#floats.scale(index, factor, given);
      return;
    }
    const used = this.#used(index, given);
    this.#halves.scale(index, factor, used);
    // The same array may be passed to the step, so it must be the scaled one.
    const gradient = given?.[this.#first + index];
    if (gradient && gradient !== used) setValues(gradient, used as ArrayLike<number>);
  }

  limit(index: number, most: number, given: GivenGradients): void {
    if (this.#isHalf(index)) this.#halves.limit(index, most, this.#given(index, given));
    else this.#floats.limit(index, most, given);
  }

  add(index: number, sum: ParameterArray, gradient: ParameterArray): void {
    if (this.#isHalf(index)) this.#halves.add(index, sum, gradient);
    else this.#floats.add(index, sum, gradient);
  }

  allFinite(index: number, given: GivenGradients): boolean {
    return this.#isHalf(index)
      ? this.#halves.allFinite(index, this.#given(index, given))
      : this.#floats.allFinite(index, given);
  }

  gradient(index: number, given: GivenGradients): Float32Array {
    return this.#isHalf(index)
      ? this.#halves.widened(index, this.#given(index, given))
      : this.#floats.gradient(index, given);
  }

  master(index: number): Float32Array {
    return this.#isHalf(index) ? this.#halves.master(index) : this.#floats.master(index);
  }

  setMaster(index: number, values: Float32Array): void {
    if (this.#isHalf(index)) this.#halves.setMaster(index, values);
  }

  /** The gradient passed to the step, or the resident one. */
  #given(index: number, given: GivenGradients): ParameterArray {
    return given?.[this.#first + index] ?? (this.#halves.grads[index] as ParameterArray);
  }

  /** The gradient that an update reads: the resident one if there is one, to which the given one was copied. */
  #used(index: number, given: GivenGradients): ParameterArray {
    return this.#halves.grads[index] ?? this.#given(index, given);
  }

  /** The same; null if there is no gradient. */
  #own(index: number, given: GivenGradients): ParameterArray | null {
    return this.#used(index, given) ?? null;
  }
}
