/** The wasm backend, with and without threads: variables are updated in its memory, without a copy. */
import type { Engine } from "@anneal/core/optimizer-engine";
import { foreignEngine } from "@anneal/wasm/internal";
import { type Tensor, tensor, type Variable } from "@tensorflow/tfjs-core";
import { type CountingBackend, giveOwnValues } from "./own-values.js";
import type { VariableMemory } from "./variable-memory.js";

/** The parts of `BackendWasm` of version 4.22 that are used; `wasmMemory` checks that they exist. */
interface WasmBackend extends CountingBackend {
  readonly dataIdMap: { get(dataId: object): { readonly id: number; readonly memoryOffset: number } };
  readonly wasm: {
    /** Has the memory in builds without threads. */
    readonly asm?: { readonly memory?: unknown };
    /** The shared memory of the build with threads. */
    readonly wasmMemory?: unknown;
    _malloc(byteLength: number): number;
    _free(address: number): void;
    readonly tfjs: {
      registerTensor(id: number, size: number, memoryOffset: number): void;
      disposeData(id: number): void;
    };
  };
}

/** The memory of a wasm backend, or the reason why variables can't be updated in place with it. */
export function wasmMemory(backend: object): WasmMemory | string {
  const { dataIdMap, wasm, refCount } = backend as Partial<WasmBackend>;
  const parts = [
    dataIdMap?.get,
    refCount,
    wasm?._malloc,
    wasm?._free,
    wasm?.tfjs?.registerTensor,
    wasm?.tfjs?.disposeData,
  ];
  if (parts.some((part) => typeof part !== "function"))
    return "the wasm backend is another version than 4.22: its tensors can't be found";
  const memory = [wasm?.asm?.memory, wasm?.wasmMemory].find((each) => each instanceof WebAssembly.Memory);
  if (memory === undefined) return "the wasm backend is another version than 4.22: its memory can't be found";
  const known = backend as WasmBackend;
  const probe = tensor([1, 2.5, -3]);
  const { memoryOffset } = known.dataIdMap.get(probe.dataId);
  const seen = new Float32Array(memory.buffer, memoryOffset, 3).join();
  probe.dispose();
  if (seen !== "1,2.5,-3") return "the wasm backend does not keep tensors where version 4.22 does";
  return new WasmMemory(known, memory);
}

export class WasmMemory implements VariableMemory {
  readonly isInPlace = true;
  readonly reason = null;
  readonly engine: Engine;
  readonly #backend: WasmBackend;
  readonly #memory: WebAssembly.Memory;

  constructor(backend: WasmBackend, memory: WebAssembly.Memory) {
    this.#backend = backend;
    this.#memory = memory;
    this.engine = foreignEngine({
      memory,
      // Addresses above 2 GiB are returned as negative numbers.
      allocate: (byteLength) => backend.wasm._malloc(byteLength) >>> 0,
      free: (address) => backend.wasm._free(address),
    });
  }

  generation(): ArrayBuffer {
    return this.#memory.buffer as ArrayBuffer;
  }

  prepare(variables: readonly Variable[], gradients: readonly Tensor[]): void {
    giveOwnValues(variables, ({ dataId }) => this.#backend.refCount(dataId) === 1);
    // Looking a tensor of another backend up moves it to this one, which may grow the memory.
    for (const { dataId } of gradients) this.#backend.dataIdMap.get(dataId);
  }

  parameter(variable: Variable): Float32Array {
    return this.#view(variable);
  }

  gradient(gradient: Tensor): Float32Array {
    return this.#view(gradient);
  }

  /** XNNPACK caches packed weights by the id of a tensor and would use the old ones: this drops them. */
  commit(variables: readonly Variable[]): void {
    const { tfjs } = this.#backend.wasm;
    for (const { dataId, size } of variables) {
      const { id, memoryOffset } = this.#backend.dataIdMap.get(dataId);
      tfjs.disposeData(id);
      tfjs.registerTensor(id, size, memoryOffset);
    }
  }

  #view({ dataId, size }: Tensor): Float32Array {
    return new Float32Array(this.#memory.buffer, this.#backend.dataIdMap.get(dataId).memoryOffset, size);
  }
}
