/** `navigator.gpu` for libraries that were written for browsers and ask for nothing else: jax-js, tfjs. */
import { Fields } from "@anneal/core/arguments";
import { dawnGpu, keep, loadDawn, presentGpu } from "./dawn.js";
import { GpuUnavailableError } from "./errors.js";
import { strings } from "./strings.js";

/** What was put into the global scope; `restore` takes it out again. */
export interface NavigatorGpu {
  readonly gpu: GPU;
  /** Puts everything back as it was. Devices that were made stay until they are destroyed. */
  restore(): void;
}

/**
 * Makes Node look like a browser with WebGPU: sets `navigator.gpu`, `navigator.userAgent` where there is none, and the
 * globals that go with it (`GPUBufferUsage`, `GPUMapMode`, ...). Call it before the library looks for a device:
 *
 * ```ts
 * const { restore } = await useAsNavigatorGpu();
 * await init("webgpu"); // of @jax-js/jax
 * ```
 *
 * Where `navigator.gpu` is there already, that is kept and nothing is changed.
 *
 * @param options `flags`: for Dawn, such as `["backend=vulkan"]`. Default none.
 * @throws InvalidArgumentError for a bad option, and flags that Dawn does not know or a present `navigator.gpu` was not
 * made with
 * @throws GpuUnavailableError where the npm package `webgpu` is not installed, or `navigator` can't be changed
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
  // Who makes devices with it is not known here.
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

/** Sets a property over whatever is there, and returns how to take it back. */
function define(target: object, name: string, value: unknown): () => void {
  const before = Object.getOwnPropertyDescriptor(target, name);
  Object.defineProperty(target, name, { value, configurable: true, writable: true, enumerable: true });
  return () => {
    if (before === undefined) Reflect.deleteProperty(target, name);
    else Object.defineProperty(target, name, before);
  };
}
