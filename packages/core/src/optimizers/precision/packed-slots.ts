/** The slots of a group that are stored in fewer bits: they are unpacked, updated and packed block by block. */
import { type BlockCall, type BlockNumber, element, plain, position, STEP, scratch } from "../block-calls.js";
import type { Arena, Kernel } from "../engine.js";
import { BLOCK_LENGTH, BLOCK_VALUES } from "../../kernel-sizes.js";
import { keyOf } from "../numbers/bfloat16.js";
import { blocksOf } from "../numbers/blockwise.js";
import type { ElementProgram } from "../rule/program.js";
import { PackedKernel } from "./packed-kernel.js";
import type { PackedLayout, PackedPlaces, PackedPrecision, PackedTensor } from "./packed-layout.js";
import type { PackedSlot } from "./packed-state.js";

type QuantizedPlaces = Extract<PackedPlaces, { precision: "8bit" }>;

/** The position of a tensor in the float32 arrays of its group. */
export interface TensorRange {
  readonly start: number;
  readonly length: number;
}

export class PackedSlots {
  /** The seed of the random rounding of `"bf16"`. */
  seed: number;
  readonly arena: Arena;
  readonly #layout: PackedLayout;
  readonly #tensors: readonly TensorRange[];
  readonly #firstParameter: number;
  readonly #counts: { at(index: number): number };
  readonly #names: readonly string[];
  /** The tensors by where they start. */
  readonly #order: readonly number[];

  /**
   * @param firstParameter The index of the group's first parameter over all groups.
   * @param counts The number of updates of each parameter.
   */
  constructor(
    arena: Arena,
    layout: PackedLayout,
    tensors: readonly TensorRange[],
    firstParameter: number,
    counts: { at(index: number): number },
    seed: number,
  ) {
    this.arena = arena;
    this.#layout = layout;
    this.#tensors = tensors;
    this.#firstParameter = firstParameter;
    this.#counts = counts;
    this.#names = [...layout.slots.keys()];
    // Tensors without values come before the one that starts where they do: no kernel runs over them.
    this.#order = [...tensors.keys()].sort((a, b) => {
      const [first, second] = [this.range(a), this.range(b)];
      return first.start - second.start || first.length - second.length;
    });
    this.seed = seed;
  }

  get precision(): PackedPrecision {
    return this.#layout.precision;
  }

  /** Whether a slot of a parameter is stored in fewer bits. */
  has(name: string, index: number): boolean {
    return this.#layout.slots.has(name) && this.tensor(index).isPacked;
  }

  /** The start of a slot's float32 values in its array; only tensors that aren't packed have any. */
  floatStart(name: string, index: number): number {
    return this.#layout.slots.has(name) ? this.tensor(index).first : this.range(index).start;
  }

  /**
   * A kernel that unpacks its slots, runs, and packs them again.
   *
   * @param stage Its place in the update.
   * @param placeOf Where the float32 array of a slot is, or that of operations on whole tensors.
   * @param bind Binds a kernel to arrays; called with `isScratch` for the kernel over blocks.
   * @param at The positions of parameters and gradients.
   */
  bind(
    { arrays, results, sums }: ElementProgram,
    stage: number,
    placeOf: (name: string) => number,
    bind: (places: readonly number[], isScratch: boolean) => Kernel,
    at: { readonly p: number; readonly g: number },
  ): Kernel {
    const { slots, scratch: scratchOf } = this.#layout;
    const places = arrays.map(placeOf);
    const floats = bind(places, false);
    if (!arrays.some((name) => slots.has(name))) return floats;
    const blocks = bind(
      arrays.map((name) => scratchOf.get(name) ?? placeOf(name)),
      true,
    );
    const moved = arrays.flatMap((name, i) => {
      const block = scratchOf.get(name);
      if (block === undefined) return [];
      return [{ name, place: places[i] as number, block, isWritten: results[i] !== null }];
    });
    const described = arrays.map((name, i) => ({ name, place: places[i] as number }));
    return new PackedKernel(this, stage, moved, described, blocks, floats, sums.length > 0, at);
  }

  tensor(index: number): PackedTensor {
    return this.#layout.tensors[index] as PackedTensor;
  }

  range(index: number): TensorRange {
    return this.#tensors[index] as TensorRange;
  }

  /** The tensor that contains an element of the group's arrays. */
  tensorAt(element: number): number {
    const order = this.#order;
    let [low, high] = [0, order.length - 1];
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (this.range(order[middle] as number).start <= element) low = middle;
      else high = middle - 1;
    }
    return order[low] as number;
  }

  /**
   * Copies values of a tensor into a block of float32.
   *
   * @param place Of the slot's float32 array.
   * @param first The first of the values within the tensor: a multiple of 256.
   */
  unpack(name: string, place: number, index: number, first: number, block: number, count: number): void {
    const slot = this.#layout.slots.get(name);
    if (slot === undefined) this.#copy(place + 4 * (this.range(index).start + first), block, count);
    else this.#unpack(slot, index, first, block, count);
  }

  /** Stores a block of values; the reverse of `unpack`. @param stage The pass of the update that computed them. */
  pack(
    name: string,
    place: number,
    index: number,
    first: number,
    block: number,
    count: number,
    stage: number,
  ): void {
    const slot = this.#layout.slots.get(name);
    if (slot === undefined) this.#copy(block, place + 4 * (this.range(index).start + first), count);
    else this.#pack(slot, name, index, first, block, count, stage);
  }

  /** The array of a kernel over blocks of a tensor, from an element of the tensor on. */
  arrayOf(name: string, place: number, index: number, first: number): BlockNumber {
    const block = this.#layout.scratch.get(name);
    if (block === undefined) return position(place);
    if (this.#layout.slots.has(name)) return scratch(block);
    // float32 values are used where they are.
    return position(place + 4 * (this.range(index).start + first), STEP.floats);
  }

  /** The calls of `unpack`; none for float32 values. */
  unpackCalls(name: string, index: number, first: number, block: number): readonly BlockCall[] {
    const slot = this.#layout.slots.get(name);
    if (slot === undefined) return [];
    const [stored, values] = [this.#storedNumber(slot, index, first), scratch(block)];
    if (slot.precision === "bf16")
      return [{ conversion: "widen", numbers: [stored, values, "count", plain(1)] }];
    const [absmax, map] = [this.#absmaxNumber(slot, index, first), position(slot.tables.map)];
    return [{ conversion: "dequantize", numbers: [stored, absmax, map, values, "count"] }];
  }

  /** The calls of `pack`; none for float32 values. */
  packCalls(name: string, index: number, first: number, block: number, stage: number): readonly BlockCall[] {
    const slot = this.#layout.slots.get(name);
    if (slot === undefined) return [];
    const [stored, values] = [this.#storedNumber(slot, index, first), scratch(block)];
    if (slot.precision === "bf16") {
      const key = plain(this.#key(name, index, stage));
      return [{ conversion: "roundAtRandom", numbers: [values, stored, element(first), key, "count"] }];
    }
    const [absmax, bins] = [this.#absmaxNumber(slot, index, first), position(slot.tables.bins)];
    return [{ conversion: "quantize", numbers: [values, stored, absmax, bins, "count"] }];
  }

  #storedNumber(slot: PackedPlaces, index: number, first: number): BlockNumber {
    const step = slot.precision === "bf16" ? STEP.halves : STEP.bytes;
    return position(this.#storedAt(slot, index, first), step);
  }

  #absmaxNumber(slot: QuantizedPlaces, index: number, first: number): BlockNumber {
    return position(this.#absmaxAt(slot, index, first), 4);
  }

  /** The position of the stored values of a slot from an element of a tensor on. */
  #storedAt(slot: PackedPlaces, index: number, first: number): number {
    const at = this.tensor(index).first + first;
    return slot.precision === "bf16" ? slot.values + 2 * at : slot.codes + at;
  }

  /** The position of their largest magnitudes. */
  #absmaxAt({ absmax }: QuantizedPlaces, index: number, first: number): number {
    return absmax + 4 * (this.tensor(index).firstBlock + first / BLOCK_VALUES);
  }

  /** The key of the rounding of a slot. */
  #key(name: string, index: number, stage: number): number {
    const parameter = this.#firstParameter + index;
    return keyOf(this.seed, parameter, this.#names.indexOf(name), this.#counts.at(index), stage);
  }

  #copy(from: number, to: number, count: number): void {
    const { buffer, byteOffset } = this.arena;
    new Uint8Array(buffer, byteOffset).copyWithin(to, from, from + 4 * count);
  }

  #unpack(slot: PackedPlaces, index: number, first: number, block: number, count: number): void {
    const stored = this.#storedAt(slot, index, first);
    if (slot.precision === "bf16") this.arena.widen(stored, block, count, "bfloat16");
    else this.arena.dequantize(stored, this.#absmaxAt(slot, index, first), slot.tables.map, block, count);
  }

  #pack(
    slot: PackedPlaces,
    name: string,
    index: number,
    first: number,
    block: number,
    count: number,
    stage: number,
  ): void {
    const stored = this.#storedAt(slot, index, first);
    if (slot.precision === "bf16")
      this.arena.roundAtRandom(block, stored, first, this.#key(name, index, stage), count);
    else this.arena.quantize(block, stored, this.#absmaxAt(slot, index, first), slot.tables.bins, count);
  }

  /** Fills a packed slot with its start value. @param stage A number that no pass of an update has. */
  begin(name: string, index: number, value: number): void {
    const slot = this.#layout.slots.get(name) as PackedPlaces;
    const block = this.#layout.scratch.get(name) as number;
    const { length } = this.range(index);
    for (let first = 0; first < length; first += BLOCK_LENGTH) {
      const count = Math.min(BLOCK_LENGTH, length - first);
      new Float32Array(this.arena.buffer, this.arena.byteOffset + block, count).fill(value);
      this.#pack(slot, name, index, first, block, count, -1);
    }
  }

  /** The stored values of a packed slot: copies or views. */
  save(name: string, index: number, copy: boolean): PackedSlot {
    const views = this.#views(name, index);
    if (!copy) return views;
    return "bfloat16" in views
      ? { bfloat16: Uint16Array.from(views.bfloat16) }
      : { codes: Uint8Array.from(views.codes), absmax: Float32Array.from(views.absmax) };
  }

  /** Replaces the stored values by the result of `save`. */
  load(name: string, index: number, saved: PackedSlot): void {
    const views = this.#views(name, index);
    if ("bfloat16" in views && "bfloat16" in saved) views.bfloat16.set(saved.bfloat16);
    if (!("codes" in views && "codes" in saved)) return;
    views.codes.set(saved.codes);
    views.absmax.set(saved.absmax);
  }

  #views(name: string, index: number): PackedSlot {
    const slot = this.#layout.slots.get(name) as PackedPlaces;
    const { buffer, byteOffset } = this.arena;
    const { length } = this.range(index);
    const stored = byteOffset + this.#storedAt(slot, index, 0);
    if (slot.precision === "bf16") return { bfloat16: new Uint16Array(buffer, stored, length) };
    const absmax = byteOffset + this.#absmaxAt(slot, index, 0);
    return {
      codes: new Uint8Array(buffer, stored, length),
      absmax: new Float32Array(buffer, absmax, blocksOf(length)),
    };
  }
}
