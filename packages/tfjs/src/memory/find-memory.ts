/** Chooses how the tensors of the current backend are accessed. */
import { engine } from "@tensorflow/tfjs-core";
import { CopiedMemory } from "./copies.js";
import { CpuMemory, isCpuBackend } from "./cpu-backend.js";
import type { VariableMemory } from "./variable-memory.js";
import { wasmMemory } from "./wasm-backend.js";

const found = new WeakMap<object, VariableMemory>();

/** The access to the tensors of the current backend. */
export function currentMemory(): VariableMemory {
  const { backend, backendName } = engine();
  const known = found.get(backend);
  if (known !== undefined) return known;
  const memory = findMemory(backend, backendName);
  found.set(backend, memory);
  return memory;
}

/** Switches the current backend to updates by copies. */
export function fallBackToCopies(reason: string): VariableMemory {
  const memory = new CopiedMemory(reason);
  found.set(engine().backend, memory);
  return memory;
}

function findMemory(backend: object, name: string): VariableMemory {
  if (name === "cpu" && isCpuBackend(backend)) return new CpuMemory(backend);
  if (name !== "wasm") {
    const advice = name === "webgpu" ? "; use optimizeOnWebGpu" : "";
    return new CopiedMemory(`the tensors of the backend ${name} can't be updated in place${advice}`);
  }
  const memory = wasmMemory(backend);
  return typeof memory === "string" ? new CopiedMemory(memory) : memory;
}
