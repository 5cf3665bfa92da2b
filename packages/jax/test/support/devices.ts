/** The devices of jax-js that run in Node. */
import { defaultDevice, init } from "@jax-js/jax";

export const devices = ["wasm", "cpu"] as const;

/** Makes a device the default one. Named, because looking for a GPU needs a browser. */
export async function useDevice(device: (typeof devices)[number]): Promise<void> {
  await init(...devices);
  defaultDevice(device);
}
