/** The cases of `optimizers.json` and the files of its form; `spec/golden/README.md` says what the fields mean. */

/** What an optimizer was given, and what it ended with. Arrays are base64 of little-endian float32. */
export interface OptimizerCase {
  readonly id: string;
  readonly name: string;
  readonly args: TorchArguments;
  readonly groups: readonly (TorchArguments & { readonly params: readonly TorchParameter[] })[];
  readonly steps: number;
  readonly lr_per_step: readonly (number | readonly number[] | null)[] | null;
  readonly clip_norm: number | null;
  readonly grad_norms?: readonly (number | "Infinity")[];
  readonly grads: ExplicitGradients | GeneratedGradients;
  readonly final: readonly string[];
  readonly state: Readonly<Record<string, readonly (string | number | null)[]>>;
  readonly tags?: readonly string[];
}

/** A set of arguments that the library refuses. */
export interface OptimizerRefusal {
  readonly name: string;
  readonly args: TorchArguments;
  readonly raises: string;
  readonly groups?: readonly unknown[];
}

export type TorchArguments = Readonly<Record<string, unknown>>;

export interface TorchParameter {
  readonly size: number;
  /** Where it is not one-dimensional. */
  readonly shape?: readonly number[];
  readonly init: string;
}

export interface ExplicitGradients {
  readonly kind: "explicit";
  readonly data: readonly (readonly (string | null)[])[];
}

export interface GeneratedGradients {
  readonly kind: "lcg";
  readonly seed: number;
  readonly scale: number;
  readonly bias: number;
  readonly spread: number;
  readonly zero_every: number;
}
