/** The interface of updates on a device. */
import type { Optimizer, StepReport } from "@anneal/core";
import type { numpy as np } from "@jax-js/jax";

/** How arrays are updated. */
export interface UpdateInfo {
  /** Whether kernels read gradients and write parameters in jax-js's memory rather than in copies. */
  readonly inPlace: boolean;
  /** The reason for updates by copies; null: updates are in place. */
  readonly reason: string | null;
}

/** An operation on the parameters of an optimizer. */
export type Act = (optimizer: Optimizer, gradients: readonly Float32Array[]) => StepReport | null;

/** The new arrays, and the result of the operation. */
export interface Updated {
  readonly arrays: readonly np.Array[];
  readonly report: StepReport | null;
}

export interface Updater {
  readonly info: UpdateInfo;
  /** The optimizer, with the state after the last update. */
  readonly optimizer: Optimizer;
  /**
   * Updates parameters by an operation on the optimizer. Consumes all arrays.
   * @throws the errors of `act`; nothing is consumed then
   */
  update(params: readonly np.Array[], gradients: readonly np.Array[], act: Act): Updated;
  dispose(): void;
}
