/** Updates by copies, on any backend: values are read into arrays, updated there, and written back. */
import { InvalidArgumentError } from "@anneal/core";
import { backend_util, getBackend, type Tensor, tensor, tidy, type Variable } from "@tensorflow/tfjs-core";
import type { VariableMemory } from "./variable-memory.js";

export class CopiedMemory implements VariableMemory {
  readonly isInPlace = false;
  readonly engine = null;
  readonly reason: string;
  #canRead = false;

  constructor(reason: string) {
    this.reason = reason;
    // There is one object, and so one warning, for each backend.
    backend_util.warn(`anneal updates variables by copies, which takes longer: ${reason}`);
  }

  generation(): null {
    return null;
  }

  /** @throws InvalidArgumentError if values can't be read synchronously, as on webgpu outside of browsers. */
  prepare(variables: readonly Variable[]): void {
    if (this.#canRead) return;
    try {
      for (const variable of variables) variable.dataSync();
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error);
      const expected = `one whose tensors can be read with dataSync (it failed: ${why})`;
      const name = getBackend();
      const advice = name === "webgpu" ? "; use optimizeOnWebGpu" : "";
      throw new InvalidArgumentError("backend", name, expected + advice);
    }
    this.#canRead = true;
  }

  parameter(variable: Variable): Float32Array {
    // Some backends return their own array.
    return (variable.dataSync() as Float32Array).slice();
  }

  gradient(gradient: Tensor): Float32Array {
    return gradient.dataSync() as Float32Array;
  }

  commit(variables: readonly Variable[], arrays: readonly Float32Array[]): void {
    for (const [i, variable] of variables.entries()) {
      tidy(() => variable.assign(tensor(arrays[i] as Float32Array, variable.shape, "float32")));
    }
  }
}
