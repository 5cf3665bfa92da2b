/** AdamW in one `jit` of jax-js on its wasm device, as the suite `jax` writes it. */
import { init } from "@anneal/jax";
import { jaxAdamAsOptax, jaxAdamByHand } from "../dist/loops/jax-adam.js";

/** @returns {Promise<readonly import("./peers.mjs").Peer[]>} */
export async function startJax() {
  await init("wasm");
  const peerOf = (/** @type {string} */ name, /** @type {typeof jaxAdamByHand} */ create) => ({
    name,
    create: (
      /** @type {string} */ optimizer,
      /** @type {Float32Array<ArrayBuffer>} */ values,
      /** @type {Float32Array<ArrayBuffer>} */ gradient,
    ) => {
      if (optimizer !== "AdamW") return null;
      const made = create(values, gradient, 1e-3);
      return { step: () => made.step(), result: () => made.parameters() };
    },
  });
  return [peerOf("jax-js, by hand", jaxAdamByHand), peerOf("jax-js, as its optax", jaxAdamAsOptax)];
}
