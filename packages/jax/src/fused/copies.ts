/** Updates by copies, on any device: parameters and gradients are copied out, new parameters back. */
import type { NamedParameter, Optimizer, Rule } from "@anneal/core";
import { Optimizer as WasmOptimizer } from "@anneal/wasm";
import { type Device, defaultDevice, numpy as np } from "@jax-js/jax";
import { readComputed } from "./leaves.js";
import type { Act, Updated, UpdateInfo, Updater } from "./updater.js";

export class CopyingUpdater implements Updater {
  readonly info: UpdateInfo;
  readonly optimizer: Optimizer;
  readonly #device: Device;
  /** The arrays that the last update returned. Arrays never change, so the optimizer still has their values. */
  #returned: readonly np.Array[] = [];

  constructor(
    reason: string,
    device: Device,
    rule: Rule,
    params: readonly NamedParameter[],
    options: Readonly<Record<string, unknown>>,
  ) {
    this.info = { inPlace: false, reason };
    this.#device = device;
    this.optimizer = new WasmOptimizer(rule, params, options);
  }

  update(params: readonly np.Array[], gradients: readonly np.Array[], act: Act): Updated {
    const { optimizer } = this;
    const given = gradients.map(valuesOf);
    const held = optimizer.params;
    // All are read before the first is written: reading throws for arrays that threads are still computing.
    const changed = params.map((array, i) => (array === this.#returned[i] ? null : valuesOf(array)));
    for (const [i, values] of changed.entries()) if (values !== null) held[i]?.set(values);
    this.#returned = [];
    const report = act(optimizer, given);
    const device = defaultDevice() === this.#device ? {} : { device: this.#device };
    const arrays = params.map(({ shape, size }, i) =>
      size === 0
        ? np.zeros([...shape], device)
        : np.array(held[i] as Float32Array<ArrayBuffer>, { shape: [...shape], ...device }),
    );
    for (const array of [...params, ...gradients]) array.dispose();
    this.#returned = arrays;
    return { arrays, report };
  }

  dispose(): void {
    this.#returned = [];
    this.optimizer.dispose();
  }
}

function valuesOf(array: np.Array): Float32Array {
  return readComputed(() => array.ref.dataSync() as Float32Array);
}
