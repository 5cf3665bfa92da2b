/** Loads jax-js's devices in every runtime. */
import { InvalidArgumentError } from "@anneal/core";
import { type Device, devices, init as initDevices } from "@jax-js/jax";

/**
 * jax-js's `init` fails in Node 20 without arguments, because it looks for a GPU in `navigator`, which is not defined
 * there. This one skips the GPU if there is no `navigator`.
 * @param names The devices to load. Default: all that the runtime has.
 * @returns All loaded devices.
 * @throws InvalidArgumentError for `"webgpu"` in a runtime without `navigator`
 */
export async function init(...names: Device[]): Promise<Device[]> {
  if ((globalThis as { readonly navigator?: unknown }).navigator !== undefined) return initDevices(...names);
  if (names.includes("webgpu")) {
    const expected =
      'a device that this runtime has: for "webgpu" in Node, call useAsNavigatorGpu() of @anneal/node-gpu first';
    throw new InvalidArgumentError("names", "webgpu", expected);
  }
  return initDevices(...(names.length > 0 ? names : devices.filter((name) => name !== "webgpu")));
}
