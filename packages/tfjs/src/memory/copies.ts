/** Any backend: values are read to arrays, updated there, and written back. */
import { backend_util, type Tensor, tensor, tidy, type Variable } from "@tensorflow/tfjs-core";
import type { VariableMemory } from "./variable-memory.js";

export class CopiedMemory implements VariableMemory {
  readonly isInPlace = false;
  readonly engine = null;
  readonly reason: string;

  constructor(reason: string) {
    this.reason = reason;
    // There is one for each backend.
    backend_util.warn(`anneal updates variables by copies, which takes longer: ${reason}`);
  }

  generation(): null {
    return null;
  }

  prepare(): void {}

  parameter(variable: Variable): Float32Array {
    // Some backends hand out the array that they keep.
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
