/** The cases of `state_dict.json` as the file has them; `spec/golden/README.md` says what the fields mean. */

type Rates = readonly number[];

/** A scheduler of PyTorch, its arguments and the optimizer that it was made for. */
export interface TorchCase {
  readonly name: string;
  readonly args: Readonly<Record<string, unknown>>;
  readonly base_lr: number | readonly number[];
  readonly optimizer?: string;
}

/** The state of a scheduler in the middle of a run, and the rates that followed. */
export interface SchedulerStateCase extends TorchCase {
  readonly steps_done: number;
  readonly state_dict: Readonly<Record<string, unknown>>;
  readonly lr_now?: Rates;
  readonly next_lr?: readonly Rates[];
  readonly precision?: string;
  /** What a scheduler that follows a metric was given over the whole run. */
  readonly metrics?: readonly number[];
}

/** A tensor of float32, base64 of little-endian bytes. */
export interface SavedTensor {
  readonly b64: string;
}

/** The state of an optimizer after some of its steps, and the parameters after all. */
export interface OptimizerStateCase {
  readonly name: string;
  readonly args: Readonly<Record<string, unknown>>;
  /** One list of gradients for each step. */
  readonly grads: readonly (readonly string[])[];
  readonly steps_before_save: number;
  readonly params_at_save: readonly string[];
  readonly state_dict: {
    readonly state: Readonly<Record<string, Readonly<Record<string, SavedTensor | number>>>>;
    readonly param_groups: readonly SavedGroup[];
  };
  readonly final_after_6: readonly string[];
}

export interface SavedGroup {
  readonly lr: number;
  readonly initial_lr?: number;
  readonly betas: readonly [number, number];
  readonly eps: number;
  readonly weight_decay: number;
  readonly amsgrad: boolean;
  readonly maximize: boolean;
  readonly decoupled_weight_decay: boolean;
  readonly params: readonly number[];
}
