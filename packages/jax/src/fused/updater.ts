/** How the arrays of a step are updated, on one device. */
import type { Optimizer, StepReport } from "@anneal/core";
import type { numpy as np } from "@jax-js/jax";

/** How arrays are updated. */
export interface UpdateInfo {
  /** Whether kernels read gradients and write parameters in jax-js's memory, or in copies. */
  readonly inPlace: boolean;
  /** Why in copies; null: they are not. */
  readonly reason: string | null;
}

/** What is done with the parameters of an optimizer. */
export type Act = (optimizer: Optimizer, gradients: readonly Float32Array[]) => StepReport | null;

/** New arrays, and what `Act` returned. */
export interface Updated {
  readonly arrays: readonly np.Array[];
  readonly report: StepReport | null;
}

export interface Updater {
  readonly info: UpdateInfo;
  /** The optimizer; its state is that after the last update. */
  readonly optimizer: Optimizer;
  /**
   * Updates parameters by what `act` does with the optimizer. Consumes all arrays.
   * @throws What `act` throws; nothing is consumed then.
   */
  update(params: readonly np.Array[], gradients: readonly np.Array[], act: Act): Updated;
  dispose(): void;
}
