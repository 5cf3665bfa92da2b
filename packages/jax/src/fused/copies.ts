/** Updates by copies, on any device: parameters and gradients are copied out, new parameters back. */
import type { NamedParameter, Optimizer, Rule } from "@anneal/core";
import { Optimizer as WasmOptimizer } from "@anneal/wasm";
import { type Device, defaultDevice, numpy as np } from "@jax-js/jax";
import { HeldArrays } from "./held-arrays.js";
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
    const own = optimizer.params;
    // All are read before the first is written: reading throws for arrays that threads are still computing.
    const changed = params.map((array, i) => (array === this.#returned[i] ? null : valuesOf(array)));
    for (const [i, values] of changed.entries()) if (values !== null) own[i]?.set(values);
    this.#returned = [];
    const all = [...params, ...gradients];
    const held = new HeldArrays(all);
    try {
      const report = act(optimizer, given);
      const device = defaultDevice() === this.#device ? {} : { device: this.#device };
      const arrays = params.map(({ shape, size }, i) =>
        size === 0
          ? np.zeros([...shape], device)
          : np.array(own[i] as Float32Array<ArrayBuffer>, { shape: [...shape], ...device }),
      );
      for (const array of all) held.consume(array);
      this.#returned = arrays;
      return { arrays, report };
    } finally {
      held.release();
    }
  }

  dispose(): void {
    this.#returned = [];
    this.optimizer.dispose();
  }
}

function valuesOf(array: np.Array): Float32Array {
  return readComputed(() => array.ref.dataSync() as Float32Array);
}
