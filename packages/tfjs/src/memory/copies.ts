/** Updates by copies, on any backend: values are read into arrays, updated there, and written back. */
import { backend_util, type Tensor, tensor, tidy, type Variable } from "@tensorflow/tfjs-core";
import type { VariableMemory } from "./variable-memory.js";

export class CopiedMemory implements VariableMemory {
  readonly isInPlace = false;
  readonly engine = null;
  readonly reason: string;

  constructor(reason: string) {
    this.reason = reason;
    // There is one object, and so one warning, for each backend.
    backend_util.warn(`anneal updates variables by copies, which takes longer: ${reason}`);
  }

  generation(): null {
    return null;
  }

  prepare(): void {}

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
