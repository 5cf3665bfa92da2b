/** The backend in JavaScript, which keeps values in arrays: these are updated. */
import type { Tensor, Variable } from "@tensorflow/tfjs-core";
import { type CountingBackend, giveOwnValues } from "./own-values.js";
import type { VariableMemory } from "./variable-memory.js";

/** What is used of `MathBackendCPU`. */
export interface CpuBackend extends CountingBackend {
  readonly data: { get(dataId: object): { readonly values?: unknown } };
}

export function isCpuBackend(backend: object): backend is CpuBackend {
  const { data, refCount } = backend as Partial<CpuBackend>;
  return typeof refCount === "function" && typeof data?.get === "function";
}

export class CpuMemory implements VariableMemory {
  readonly isInPlace = true;
  readonly reason = null;
  readonly engine = null;
  readonly #backend: CpuBackend;
  /** Values that were made here. */
  readonly #own = new WeakSet<object>();

  constructor(backend: CpuBackend) {
    this.#backend = backend;
  }

  generation(): null {
    return null;
  }

  /** The arrays may be those that tensors were made from: the caller keeps them as they are. */
  prepare(variables: readonly Variable[]): void {
    giveOwnValues(variables, ({ dataId }) => this.#own.has(dataId) && this.#backend.refCount(dataId) === 1);
    for (const { dataId } of variables) this.#own.add(dataId);
  }

  parameter(variable: Variable): Float32Array {
    return this.#values(variable) as Float32Array;
  }

  gradient(tensor: Tensor): Float32Array {
    return tensor.dataSync() as Float32Array;
  }

  commit(): void {}

  #values({ dataId }: Tensor): unknown {
    return this.#backend.data.get(dataId).values;
  }
}
