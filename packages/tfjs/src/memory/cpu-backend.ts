/** The cpu backend, which keeps values in arrays. They are updated in place. */
import type { Tensor, Variable } from "@tensorflow/tfjs-core";
import { type CountingBackend, giveOwnValues } from "./own-values.js";
import type { VariableMemory } from "./variable-memory.js";

/** The parts of `MathBackendCPU` that are used. */
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
  /** The data of variables that were given their own values. */
  readonly #own = new WeakSet<object>();

  constructor(backend: CpuBackend) {
    this.#backend = backend;
  }

  generation(): null {
    return null;
  }

  /** A tensor may use the array that it was created from, which belongs to the caller. */
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
