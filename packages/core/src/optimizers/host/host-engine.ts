/**
 * The engine in TypeScript, which runs wherever JavaScript does: printed loops if the rule has them, otherwise the
 * interpreter.
 *
 * A sum, product, quotient or square root of float32 values that is computed in float64 and then rounded is the float32
 * result, so these are the bits of the Rust kernels.
 */
import {
  type Arena,
  BlockwiseKernel,
  type Engine,
  type Kernel,
  type Matrices,
  type Places,
  sumOverBlocks,
} from "../engine.js";
import { OutOfMemoryError } from "../errors.js";
import { allFinite } from "../float32.js";
import { sumOfSquares } from "../gradient-norm.js";
import { roundAtRandom } from "../numbers/bfloat16.js";
import { blocksOf, dequantize, quantize } from "../numbers/blockwise.js";
import { BINS, CODES } from "../../kernel-sizes.js";
import { type HalfFormat, narrow, refresh, widen } from "../numbers/half.js";
import { interpreted } from "../rule/interpret.js";
import type { ElementArrays, ElementProgram, Loop } from "../rule/program.js";
import type { Rule } from "../rule/rule.js";
import { type Factors, factorMatrix } from "./factor.js";
import { Orthogonalization } from "./orthogonalize.js";

/** The engine in TypeScript. */
export const hostEngine: Engine = {
  name: "host",
  createArena: (byteLength) => new HostArena(byteLength),
};

class HostArena implements Arena {
  readonly engine = "host";
  readonly buffer: ArrayBuffer;
  readonly byteOffset = 0;
  readonly #values: Float32Array;
  /** The operands of operations on whole matrices, created at the first step. */
  readonly #orthogonalizations = new Map<Matrices, readonly Orthogonalization[]>();
  readonly #factors = new Map<Matrices, readonly Factors[]>();

  constructor(byteLength: number) {
    try {
      this.buffer = new ArrayBuffer(Math.ceil(byteLength / 8) * 8);
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
      throw new OutOfMemoryError(byteLength, null, "use fewer parameters");
    }
    this.#values = new Float32Array(this.buffer);
  }

  bind(rule: Rule, program: ElementProgram, places: Places): Kernel {
    return hostKernel(rule, program, this.buffer, this.byteOffset, places);
  }

  orthogonalize(matrices: Matrices, numbers: Float64Array, bfloat16: boolean): void {
    let all = this.#orthogonalizations.get(matrices);
    if (all === undefined) {
      all = this.#createOrthogonalizations(matrices);
      this.#orthogonalizations.set(matrices, all);
    }
    for (let i = 0; i < all.length; i++) (all[i] as Orthogonalization).run(numbers, bfloat16);
  }

  #createOrthogonalizations({ work, scratch, count, rows, columns }: Matrices): readonly Orthogonalization[] {
    const room = this.#values.subarray(scratch / 4);
    return Array.from({ length: count }, (_, i) => {
      const start = work / 4 + i * rows * columns;
      return new Orthogonalization(this.#values.subarray(start, start + rows * columns), room, rows, columns);
    });
  }

  factor(matrices: Matrices, rowVar: number, colVar: number, numbers: Float64Array): void {
    let all = this.#factors.get(matrices);
    if (all === undefined) {
      all = this.#createFactors(matrices, rowVar, colVar);
      this.#factors.set(matrices, all);
    }
    for (let i = 0; i < all.length; i++) factorMatrix(all[i] as Factors, numbers);
  }

  #createFactors(
    { work, scratch, count, rows, columns }: Matrices,
    rowVar: number,
    colVar: number,
  ): readonly Factors[] {
    const sums = new Float64Array(this.buffer, scratch, columns);
    return Array.from({ length: count }, (_, i) => {
      const slice = (place: number, length: number) =>
        this.#values.subarray(place / 4 + i * length, place / 4 + (i + 1) * length);
      return {
        matrix: slice(work, rows * columns),
        rowVar: slice(rowVar, rows),
        colVar: slice(colVar, columns),
        sums,
      };
    });
  }

  dequantize(codes: number, absmax: number, map: number, values: number, count: number): void {
    dequantize(
      new Uint8Array(this.buffer, codes, count),
      this.#floats(absmax, blocksOf(count)),
      this.#floats(map, CODES),
      this.#floats(values, count),
    );
  }

  quantize(values: number, codes: number, absmax: number, bins: number, count: number): void {
    quantize(
      this.#floats(values, count),
      new Uint8Array(this.buffer, codes, count),
      this.#floats(absmax, blocksOf(count)),
      new Uint8Array(this.buffer, bins, BINS),
    );
  }

  widen(source: number, values: number, count: number, format: HalfFormat): void {
    widen(this.#halves(source, count), this.#words(values, count), format);
  }

  narrow(values: number, target: number, count: number, format: HalfFormat): void {
    narrow(this.#words(values, count), this.#halves(target, count), format);
  }

  refresh(source: number, values: number, count: number, format: HalfFormat): void {
    refresh(this.#halves(source, count), this.#words(values, count), format);
  }

  roundAtRandom(values: number, target: number, first: number, key: number, count: number): void {
    roundAtRandom(this.#words(values, count), this.#halves(target, count), first, key);
  }

  #words(place: number, count: number): Uint32Array {
    return new Uint32Array(this.buffer, place, count);
  }

  #halves(place: number, count: number): Uint16Array {
    return new Uint16Array(this.buffer, place, count);
  }

  #floats(place: number, count: number): Float32Array {
    return new Float32Array(this.buffer, place, count);
  }

  sumOfSquares(place: number, count: number): number {
    return sumOverBlocks(count, (start, length) => sumOfSquares(this.#values, place / 4 + start, length));
  }

  scale(place: number, count: number, factor: number): void {
    const values = this.#values;
    const start = place / 4;
    // Storing rounds to float32.
    for (let i = start; i < start + count; i++) values[i] = (values[i] as number) * factor;
  }

  allFinite(place: number, count: number): boolean {
    return allFinite(this.#values, place / 4, count);
  }

  release(): void {}
}

/** A kernel in TypeScript over any memory. */
export function hostKernel(
  rule: Rule,
  program: ElementProgram,
  buffer: ArrayBufferLike,
  byteOffset: number,
  places: Places,
): Kernel {
  const floats = (place: number) => new Float32Array(buffer, byteOffset + place);
  const arrays = {
    p: floats(places.p),
    g: floats(places.g),
    arrays: places.arrays.map(floats),
    scalars: new Float32Array(buffer, byteOffset + places.scalars, program.scalarCount),
    sums: new Float64Array(buffer, byteOffset + places.sums, program.sums.length),
  };
  return new HostKernel(rule.printed.loops[program.key] ?? interpreted(program), arrays, floats);
}

class HostKernel extends BlockwiseKernel {
  readonly #loop: Loop;
  readonly #floats: (place: number) => Float32Array;
  #arrays: ElementArrays;

  constructor(loop: Loop, arrays: ElementArrays, floats: (place: number) => Float32Array) {
    super();
    this.#loop = loop;
    this.#arrays = arrays;
    this.#floats = floats;
  }

  point(p: number, g: number): void {
    this.#arrays = { ...this.#arrays, p: this.#floats(p), g: this.#floats(g) };
  }

  run(first: number, slotFirst: number, workFirst: number, count: number): void {
    this.#loop(this.#arrays, first, slotFirst, workFirst, count);
  }
}
