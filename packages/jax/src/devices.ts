/** jax-js's devices, loaded in every runtime. */
import { InvalidArgumentError } from "@anneal/core";
import { type Device, devices, init as initDevices } from "@jax-js/jax";

/**
 * `init` of jax-js, which in Node 20 fails without arguments: it looks for a GPU in `navigator`, which is not defined there.
 * This one leaves the GPU out where there is no `navigator`.
 * @param names The devices to load. Default: all that the runtime has.
 * @returns All devices that are loaded.
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
