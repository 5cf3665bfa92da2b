/** The kernels of an optimizer in an instance of its own. */
import { type ArenaFactory, BLOCK_LENGTH, type OptimizerArena } from "@anneal/core/internal";
import { createInstance, type KernelExports, reserve } from "../module/index.js";

const BYTES = Float32Array.BYTES_PER_ELEMENT;
/** For parameters that don't fit. */
const ADVICE = 'split them over several optimizers, or keep the arrays yourself (memory: "caller")';

/** An arena in WebAssembly memory, which is reserved once: the views of it never detach. */
export const createWasmArena: ArenaFactory = (length) => new WasmArena(length);

class WasmArena implements OptimizerArena {
  readonly engine = "wasm";
  readonly values: Float32Array;
  readonly #kernels: KernelExports;
  readonly #address: number;

  constructor(length: number) {
    this.#kernels = createInstance();
    const [address] = reserve(this.#kernels, [length * BYTES], ADVICE);
    this.#address = address as number;
    this.values = new Float32Array(this.#kernels.memory.buffer, this.#address, length);
  }

  adamStep(
    parameters: number,
    gradients: number,
    first: number,
    second: number,
    largest: number,
    count: number,
    scalars: number,
  ): void {
    // V8 replaces baseline code between calls, not within one: a single long call would stay slow to its end.
    for (let done = 0; done < count; done += BLOCK_LENGTH) {
      const address = this.#address + done * BYTES;
      this.#kernels.adam_step(
        address + parameters * BYTES,
        address + gradients * BYTES,
        address + first * BYTES,
        address + second * BYTES,
        largest < 0 ? 0 : address + largest * BYTES,
        Math.min(BLOCK_LENGTH, count - done),
        this.#address + scalars * BYTES,
      );
    }
  }

  sumOfSquares(start: number, count: number): number {
    return this.#kernels.sum_of_squares(this.#address + start * BYTES, count);
  }

  scale(start: number, count: number, factor: number): void {
    this.#kernels.scale(this.#address + start * BYTES, count, factor);
  }

  allFinite(start: number, count: number): boolean {
    return this.#kernels.all_finite(this.#address + start * BYTES, count) === 1;
  }

  release(): void {
    // Growing detaches: a view that is used after this is empty, and not somebody's stale numbers. The memory itself
    // goes with the garbage, as nothing outside the JavaScript heap knows of it; no finalizer has anything to do.
    this.#kernels.memory.grow(0);
  }
}
