/** The optimizers of @anneal/wasm, on WebAssembly. */
import * as anneal from "@anneal/wasm";

/** @type {import("./peers.mjs").Peer} */
export const peer = {
  name: "anneal",
  create(optimizer, values, gradient) {
    const { name, options } = optimizers[optimizer] ?? { name: optimizer, options: {} };
    const Class = /** @type {any} */ (anneal)[name];
    const made = new Class([values], { lr: 1e-3, engine: "wasm", memory: "resident", ...options });
    made.grads[0].set(gradient);
    return { step: () => made.step(), result: () => made.params[0] };
  },
};

/** @type {Record<string, { name: string, options: object }>} */
const optimizers = { SGD: { name: "SGD", options: { momentum: 0.9 } } };
