/** Provides `navigator.gpu` for libraries written for browsers: jax-js, tfjs. */
import { Fields } from "@anneal/core/arguments";
import { dawnGpu, keep, loadDawn, presentGpu } from "./dawn.js";
import { GpuUnavailableError } from "./errors.js";
import { strings } from "./strings.js";

/** The changes to the global scope; `restore` reverts them. */
export interface NavigatorGpu {
  readonly gpu: GPU;
  /** Restores the previous globals. Existing devices stay until they are destroyed. */
  restore(): void;
}

/**
 * Makes Node look like a browser with WebGPU: sets `navigator.gpu`, `navigator.userAgent` if missing, and the
 * related globals (`GPUBufferUsage`, `GPUMapMode`, ...). Call it before the library looks for a device:
 *
 * ```ts
 * const { restore } = await useAsNavigatorGpu();
 * await init("webgpu"); // of @jax-js/jax
 * ```
 *
 * If `navigator.gpu` already exists, nothing is changed.
 *
 * @param options `flags`: for Dawn, such as `["backend=vulkan"]`. Default none.
 * @throws InvalidArgumentError for an invalid option, and for flags that Dawn does not support or that differ from
 * those of an existing `navigator.gpu`
 * @throws GpuUnavailableError if the npm package `webgpu` is not installed, or `navigator` can't be changed
 */
export async function useAsNavigatorGpu(
  options: { readonly flags?: readonly string[] } = {},
): Promise<NavigatorGpu> {
  const fields = new Fields("useAsNavigatorGpu", "options", options, ["flags"]);
  const flags = fields.read("flags", strings, []);
  const present = presentGpu(flags);
  if (present !== null) return { gpu: present, restore: () => {} };
  const { globals } = await loadDawn();
  const gpu = await dawnGpu(flags);
  // Any code may create devices with it.
  keep(gpu);
  const undo: (() => void)[] = [];
  try {
    for (const [name, value] of Object.entries(globals)) {
      if (!(name in globalThis)) undo.push(define(globalThis, name, value));
    }
    if (globalThis.navigator === undefined) undo.push(define(globalThis, "navigator", {}));
    undo.push(define(globalThis.navigator, "gpu", gpu));
    if (!globalThis.navigator.userAgent) {
      undo.push(define(globalThis.navigator, "userAgent", "Node.js"));
    }
  } catch (error) {
    for (const step of undo.reverse()) step();
    throw new GpuUnavailableError("navigator can't be given a gpu here", { cause: error });
  }
  return {
    gpu,
    restore() {
      for (const step of undo.splice(0).reverse()) step();
    },
  };
}

/** Overrides a property, and returns a function that restores it. */
function define(target: object, name: string, value: unknown): () => void {
  const before = Object.getOwnPropertyDescriptor(target, name);
  Object.defineProperty(target, name, { value, configurable: true, writable: true, enumerable: true });
  return () => {
    if (before === undefined) Reflect.deleteProperty(target, name);
    else Object.defineProperty(target, name, before);
  };
}
