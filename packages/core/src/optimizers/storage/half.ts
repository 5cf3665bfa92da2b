/**
 * Parameters and gradients of 16-bit numbers. The values that are updated are float32, in the arena; by blocks, gradients
 * are widened before a kernel runs, and parameters are rounded after it.
 */
import { type BlockCall, element, plain, position, STEP, scratch } from "../block-calls.js";
import { BLOCK_LENGTH } from "../../kernel-sizes.js";
import { type Arena, type Kernel, runByCalls } from "../engine.js";
import { allFinite, limitValues } from "../float32.js";
import type { GroupLayout } from "../group-layout.js";
import { bitsOf, type ParameterArray, parameterArray, viewOfHalves } from "../parameter-array.js";
import type { CheckedParameter } from "../parameters.js";
import type { HalfLayout, HalfTensor } from "../precision/half-layout.js";

export class HalfStorage {
  /** By the index of a parameter in its group; null if it is float32. */
  readonly params: (ParameterArray | null)[];
  /** Also null if gradients come with each step. */
  readonly grads: readonly (ParameterArray | null)[];
  readonly #arena: Arena;
  readonly #layout: GroupLayout;
  readonly #half: HalfLayout;
  readonly #parameters: readonly CheckedParameter[];

  constructor(arena: Arena, layout: GroupLayout, half: HalfLayout, parameters: readonly CheckedParameter[]) {
    this.#arena = arena;
    this.#layout = layout;
    this.#half = half;
    this.#parameters = parameters;
    const views = (array: "params" | "grads") =>
      half.tensors.map((tensor, i) => {
        if (tensor === null || tensor.resident === null) return null;
        const { kind } = parameters[i] as CheckedParameter;
        return viewOfHalves(kind, arena.buffer, arena.byteOffset + tensor.resident[array], tensor.length);
      });
    this.grads = views("grads");
    this.params = views("params").map((own, i) => {
      const source = (parameters[i] as CheckedParameter).source;
      if (own === null) return half.tensors[i] === null ? null : source;
      if (source !== null) bitsOf(own).set(bitsOf(source));
      return own;
    });
  }

  /** @throws InvalidArgumentError if the buffer of a parameter's array was transferred */
  assertAttached(index: number, argument: string): void {
    const { kind, length } = this.#parameters[index] as CheckedParameter;
    parameterArray(argument, this.params[index], kind, length);
  }

  /** A view of the float32 values of a parameter, including values that were written to it since the last rounding. */
  master(index: number): Float32Array {
    const { format, length, master } = this.#tensor(index);
    this.#overBlocks(index, this.params[index] as ParameterArray, "params", (halves, first, count) => {
      this.#arena.refresh(halves, master + 4 * first, count, format);
      return false;
    });
    return new Float32Array(this.#arena.buffer, this.#arena.byteOffset + master, length);
  }

  /** Replaces the float32 values that belong to the parameter. */
  setMaster(index: number, values: Float32Array): void {
    const { length, master } = this.#tensor(index);
    new Float32Array(this.#arena.buffer, this.#arena.byteOffset + master, length).set(values);
  }

  /** @param gradient Null: the kernel reads none. */
  run(kernel: Kernel, index: number, gradient: ParameterArray | null, onBlock: (() => void) | null): void {
    const describe = () => this.#calls(kernel, index, gradient);
    const runAlone = () => this.#runAlone(kernel, index, gradient, onBlock);
    runByCalls(this.#arena, describe, this.#tensor(index).length, BLOCK_LENGTH, onBlock, runAlone);
  }

  /** The calls for a run; null if not all arrays are in the arena, or the kernel can't be described by calls. */
  #calls(kernel: Kernel, index: number, gradient: ParameterArray | null): readonly BlockCall[] | null {
    const { format, master, resident } = this.#tensor(index);
    if (resident === null || (gradient !== null && gradient !== this.grads[index])) return null;
    const { start } = this.#layout.tensors[index] as GroupLayout["tensors"][number];
    const values = position(master, STEP.floats);
    const halves = position(resident.params, STEP.halves);
    const isBfloat16 = plain(format === "bfloat16" ? 1 : 0);
    const g = scratch(this.#half.gradients);
    const update = kernel.calls?.({
      p: values,
      g,
      first: plain(0),
      slotFirst: element(start),
      workFirst: element(0),
    });
    if (update === undefined) return null;
    const grads = position(resident.grads, STEP.halves);
    return [
      { conversion: "refresh", numbers: [halves, values, "count", isBfloat16] },
      ...(gradient === null
        ? []
        : [{ conversion: "widen" as const, numbers: [grads, g, "count" as const, isBfloat16] }]),
      ...update,
      { conversion: "narrow", numbers: [values, halves, "count", isBfloat16] },
    ];
  }

  #runAlone(
    kernel: Kernel,
    index: number,
    gradient: ParameterArray | null,
    onBlock: (() => void) | null,
  ): void {
    const { format, master } = this.#tensor(index);
    const { start } = this.#layout.tensors[index] as GroupLayout["tensors"][number];
    this.#overBlocks(index, this.params[index] as ParameterArray, "params", (halves, first, count) => {
      const values = master + 4 * first;
      this.#arena.refresh(halves, values, count, format);
      if (gradient !== null) this.#bring(index, gradient, first, count);
      kernel.point(values, this.#half.gradients);
      kernel.run(0, start + first, first, count);
      this.#arena.narrow(values, halves, count, format);
      if (onBlock !== null) onBlock();
      return true;
    });
    kernel.point(this.#layout.p, this.#layout.g);
  }

  sumOfSquares(index: number, gradient: ParameterArray): number {
    let sum = 0;
    this.#overGradient(index, gradient, (place, count) => {
      sum += this.#arena.sumOfSquares(place, count);
      return false;
    });
    return sum;
  }

  scale(index: number, factor: number, gradient: ParameterArray): void {
    this.#overGradient(index, gradient, (place, count) => {
      this.#arena.scale(place, count, factor);
      return true;
    });
  }

  limit(index: number, most: number, gradient: ParameterArray): void {
    this.#overGradient(index, gradient, (place, count) => {
      limitValues(this.#floats(place, count), most);
      return true;
    });
  }

  /** Adds a gradient to `sum`, which is rounded. */
  add(index: number, sum: ParameterArray, gradient: ParameterArray): void {
    const added = this.widened(index, gradient);
    let done = 0;
    this.#overGradient(index, sum, (place, count) => {
      const values = this.#floats(place, count);
      for (let i = 0; i < count; i++) values[i] = (values[i] as number) + (added[done + i] as number);
      done += count;
      return true;
    });
  }

  allFinite(index: number, gradient: ParameterArray): boolean {
    let finite = true;
    this.#overGradient(index, gradient, (place, count) => {
      finite &&= allFinite(this.#floats(place, count), 0, count);
      return false;
    });
    return finite;
  }

  /** A gradient as float32: a copy. */
  widened(index: number, gradient: ParameterArray): Float32Array {
    const values = new Float32Array(this.#tensor(index).length);
    let done = 0;
    this.#overGradient(index, gradient, (place, count) => {
      values.set(this.#floats(place, count), done);
      done += count;
      return false;
    });
    return values;
  }

  #tensor(index: number): HalfTensor {
    return this.#half.tensors[index] as HalfTensor;
  }

  #floats(place: number, count: number): Float32Array {
    return new Float32Array(this.#arena.buffer, this.#arena.byteOffset + place, count);
  }

  /** Widens a block of a gradient to the block of float32 gradients. */
  #bring(index: number, gradient: ParameterArray, first: number, count: number): void {
    const { format } = this.#tensor(index);
    const place = this.#placeOf(index, gradient, "grads", first, count);
    this.#arena.widen(place, this.#half.gradients, count, format);
  }

  /** Works on a gradient as float32, by blocks. @param work Returns whether it changed the values. */
  #overGradient(
    index: number,
    gradient: ParameterArray,
    work: (place: number, count: number) => boolean,
  ): void {
    const { format } = this.#tensor(index);
    const { gradients } = this.#half;
    this.#overBlocks(index, gradient, "grads", (halves, _first, count) => {
      this.#arena.widen(halves, gradients, count, format);
      const isChanged = work(gradients, count);
      if (isChanged) this.#arena.narrow(gradients, halves, count, format);
      return isChanged;
    });
  }

  /** Works on an array of 16-bit numbers in the arena, by blocks. @param work Returns whether it changed them. */
  #overBlocks(
    index: number,
    array: ParameterArray,
    role: "params" | "grads",
    work: (place: number, first: number, count: number) => boolean,
  ): void {
    const { length, resident } = this.#tensor(index);
    const isOwn = resident !== null && array === this[role][index];
    for (let first = 0; first < length; first += BLOCK_LENGTH) {
      const count = Math.min(BLOCK_LENGTH, length - first);
      const place = this.#placeOf(index, array, role, first, count);
      const isChanged = work(place, first, count);
      if (!isChanged || isOwn) continue;
      const { buffer, byteOffset } = this.#arena;
      bitsOf(array).set(new Uint16Array(buffer, byteOffset + place, count), first);
    }
  }

  /** The position of a block of an array in the arena. Copies the block there if necessary. */
  #placeOf(
    index: number,
    array: ParameterArray,
    role: "params" | "grads",
    first: number,
    count: number,
  ): number {
    const { resident } = this.#tensor(index);
    if (resident !== null && array === this[role][index]) return resident[role] + 2 * first;
    const place = this.#half.halves[role];
    const { buffer, byteOffset } = this.#arena;
    const bits = bitsOf(array);
    new Uint16Array(buffer, byteOffset + place, count).set(
      count === bits.length ? bits : new Uint16Array(bits.buffer, bits.byteOffset + 2 * first, count),
    );
    return place;
  }
}
