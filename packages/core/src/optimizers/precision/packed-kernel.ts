/** A kernel over slots that are stored in fewer bits. */
import { type BlockCall, type BlockNumber, element, plain, position, type RunStart } from "../block-calls.js";
import { BLOCK_LENGTH } from "../../kernel-sizes.js";
import { type Arena, BlockwiseKernel, type Kernel, runByCalls } from "../engine.js";
import type { PackedTensor } from "./packed-layout.js";

/** A slot that a kernel reads and writes in a block. */
interface MovedSlot {
  readonly name: string;
  /** The position of its float32 array. */
  readonly place: number;
  /** The position of the block. */
  readonly block: number;
  readonly isWritten: boolean;
}

/** An array of the program. */
interface DescribedArray {
  readonly name: string;
  /** Its float32 array. */
  readonly place: number;
}

/** Moves the values. */
interface Packing {
  readonly arena: Arena;
  arrayOf(name: string, place: number, index: number, first: number): BlockNumber;
  unpackCalls(name: string, index: number, first: number, block: number): readonly BlockCall[];
  packCalls(name: string, index: number, first: number, block: number, stage: number): readonly BlockCall[];
  tensorAt(element: number): number;
  tensor(index: number): PackedTensor;
  range(index: number): { readonly start: number };
  unpack(name: string, place: number, index: number, first: number, block: number, count: number): void;
  pack(
    name: string,
    place: number,
    index: number,
    first: number,
    block: number,
    count: number,
    stage: number,
  ): void;
}

/**
 * The number of values that are unpacked, updated and packed at a time, if the kernel has no sums: the first-level cache
 * holds them. A multiple of 256.
 */
const PART_LENGTH = 4_096;

export class PackedKernel extends BlockwiseKernel {
  readonly #packing: Packing;
  readonly #stage: number;
  readonly #moved: readonly MovedSlot[];
  readonly #arrays: readonly DescribedArray[];
  readonly #blocks: Kernel;
  readonly #floats: Kernel;
  readonly #partLength: number;
  /** The positions of parameters and gradients. */
  #p: number;
  #g: number;

  /**
   * @param blocks The kernel over the blocks of the slots.
   * @param floats The kernel over their float32 arrays, for tensors that aren't packed.
   * @param hasSums Whether the kernel leaves sums, which are those of a whole block.
   */
  constructor(
    packing: Packing,
    stage: number,
    moved: readonly MovedSlot[],
    arrays: readonly DescribedArray[],
    blocks: Kernel,
    floats: Kernel,
    hasSums: boolean,
    { p, g }: { readonly p: number; readonly g: number },
  ) {
    super();
    this.#packing = packing;
    this.#stage = stage;
    this.#moved = moved;
    this.#arrays = arrays;
    this.#blocks = blocks;
    this.#floats = floats;
    this.#partLength = hasSums ? BLOCK_LENGTH : PART_LENGTH;
    this.#p = p;
    this.#g = g;
  }

  override runBlocks(
    first: number,
    slotFirst: number,
    workFirst: number,
    count: number,
    onBlock: (() => void) | null,
  ): void {
    const describe = () =>
      this.calls({
        p: position(this.#p),
        g: position(this.#g),
        first: element(first),
        slotFirst: element(slotFirst),
        workFirst: element(workFirst),
      });
    const runAlone = () => super.runBlocks(first, slotFirst, workFirst, count, onBlock);
    runByCalls(this.#packing.arena, describe, count, this.#partLength, onBlock, runAlone);
  }

  /** The elements are of one tensor, and start at a multiple of 256 of it. */
  calls(start: RunStart): readonly BlockCall[] {
    const packing = this.#packing;
    const slotFirst = start.slotFirst.start;
    const index = packing.tensorAt(slotFirst);
    const first = slotFirst - packing.range(index).start;
    const tensor = packing.tensor(index);
    if (!tensor.isPacked) {
      return [{ ...start, kernel: this.#floats, arrays: null, slotFirst: element(tensor.first + first) }];
    }
    const arrays = this.#arrays.map(({ name, place }) => packing.arrayOf(name, place, index, first));
    const written = this.#moved.filter(({ isWritten }) => isWritten);
    return [
      ...this.#moved.flatMap(({ name, block }) => packing.unpackCalls(name, index, first, block)),
      { ...start, kernel: this.#blocks, arrays, slotFirst: plain(0) },
      ...written.flatMap(({ name, block }) => packing.packCalls(name, index, first, block, this.#stage)),
    ];
  }

  point(p: number, g: number): void {
    this.#p = p;
    this.#g = g;
    this.#blocks.point(p, g);
    this.#floats.point(p, g);
  }

  /** The elements are of one tensor, and start at a multiple of 256 of it. */
  run(first: number, slotFirst: number, workFirst: number, count: number): void {
    const packing = this.#packing;
    const index = packing.tensorAt(slotFirst);
    const start = slotFirst - packing.range(index).start;
    const tensor = packing.tensor(index);
    if (!tensor.isPacked) {
      this.#floats.run(first, tensor.first + start, workFirst, count);
      return;
    }
    const length = this.#partLength;
    for (let done = 0; done < count; done += length) {
      const part = Math.min(length, count - done);
      this.#runPart(index, first + done, start + done, workFirst + done, part);
    }
  }

  /** @param start The first of the elements in the tensor. */
  #runPart(index: number, first: number, start: number, workFirst: number, count: number): void {
    const packing = this.#packing;
    for (let i = 0; i < this.#moved.length; i++) {
      const { name, place, block } = this.#moved[i] as MovedSlot;
      packing.unpack(name, place, index, start, block, count);
    }
    this.#blocks.run(first, 0, workFirst, count);
    for (let i = 0; i < this.#moved.length; i++) {
      const { name, place, block, isWritten } = this.#moved[i] as MovedSlot;
      if (isWritten) packing.pack(name, place, index, start, block, count, this.#stage);
    }
  }
}
