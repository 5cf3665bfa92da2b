/// <reference lib="esnext.disposable" preserve="true" />
/** What every optimizer offers, whatever computes its steps. */
import type { ParameterGroup } from "./group.js";
import type { AdamState } from "./state.js";
import type { GradientOptions, StepOptions } from "./step-options.js";

/** What a step did. */
export interface StepReport {
  /** Whether the parameters were updated. */
  readonly stepped: boolean;
  /** Why they were not: somebody said `foundInf`, or the policy `nonFinite: "skip"` found a gradient. */
  readonly skipped: "foundInf" | "nonFinite" | null;
  /** The parameter whose gradient is not finite, with `skipped: "nonFinite"`. */
  readonly parameter: number | null;
  /** The number of this update, counted from 0. A skipped step doesn't count: the next one has the same number. */
  readonly step: number;
  /** The rate of each group. */
  readonly lr: readonly number[];
}

/** What every optimizer offers, whatever computes its steps. */
export interface Optimizer {
  /** What computes: TypeScript or WebAssembly. The results are the same bits. */
  readonly engine: "host" | "wasm";
  /**
   * The parameters over the groups in order. Resident: views of the optimizer's memory that stay valid until `free`;
   * a model reads and writes them. With `memory: "caller"`: the arrays that were given.
   */
  readonly params: readonly Float32Array[];
  /** The gradients, views like `params`: a model writes them before each step. Empty with `memory: "caller"`. */
  readonly grads: readonly Float32Array[];
  /** The groups; their hyper-parameters can be set. */
  readonly groups: readonly ParameterGroup[];
  /** How many updates were made, and so the number of the next one: its rate is `lr(stepCount)`. */
  readonly stepCount: number;

  /**
   * Makes one update from the gradients, which must not share elements. A parameter without a gradient (null in `grads`, or named by `skip`) is left
   * alone: it isn't decayed, and its bias correction doesn't advance.
   * @throws InvalidArgumentError, NonFiniteGradientError or FreedError, before anything is changed.
   */
  step(options?: StepOptions): StepReport;

  /**
   * Scales all gradients in place, the given ones or the resident, so that their joint norm is at most `maxNorm`; see
   * the function `clipGradNorm`. With a scaled loss, give `maxNorm * gradScale`.
   * @returns The norm before clipping, a float32.
   */
  clipGradNorm(maxNorm: number, options?: GradientOptions): number;

  /** Sets the resident gradients to 0. */
  zeroGrad(): void;

  /** Copies of the moments and counts, and the hyper-parameters. */
  stateDict(): AdamState;

  /**
   * Goes on from a saved state: moments, counts and hyper-parameters are replaced, as in PyTorch, except that a group
   * whose rate is a function keeps it. Parameters are not part of the state. Schedulers over this optimizer follow: they
   * go to the step of the new count and write its values.
   * @throws InvalidArgumentError when anything does not fit, before anything is changed.
   */
  loadStateDict(state: AdamState): void;

  /**
   * Lets go of the memory. The second time does nothing; anything else afterwards is a FreedError. What views of
   * `params` and `grads` that somebody kept hold afterwards is not promised: in WebAssembly they are empty, in
   * TypeScript they keep their values until they are collected. Copy what is still needed before. With
   * `memory: "caller"` the parameters are the caller's and stay as they are.
   */
  free(): void;
  /** `free()`, for `using`. */
  [Symbol.dispose](): void;
}
