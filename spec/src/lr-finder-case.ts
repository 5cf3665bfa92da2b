/** A curve and the rates of `lr_finder.json`; `spec/golden/LR_FINDER.md` says what the fields mean. */

/** A number, or the name of one that JSON has no sign for. */
export type GoldenNumber = number | string;

/** What a library suggested, or refused to. */
export interface GoldenSuggestion {
  readonly value?: number | null;
  readonly index?: number | null;
  readonly point?: readonly [GoldenNumber, GoldenNumber];
  readonly error?: string;
  readonly stable?: boolean;
  readonly skip_start?: number;
  readonly skip_begin?: number;
  readonly skip_end?: number;
  readonly args?: {
    readonly lr_diff?: number;
    readonly thresh?: number;
    readonly adjust_value?: number;
  };
}

/** What a library kept of a curve with some arguments, and suggested then. Suggestions stand under many names. */
export interface GoldenRun {
  readonly smooth_f?: number;
  readonly diverge_th?: number;
  readonly early_stop_threshold?: number;
  readonly recorded_points?: number;
  readonly stop_index?: number | null;
  readonly last_smoothed?: GoldenNumber;
  readonly warned_not_diverged?: boolean;
  readonly suggest?: GoldenSuggestion | readonly GoldenSuggestion[];
  readonly [name: string]: unknown;
}

export interface GoldenLibrary extends GoldenRun {
  readonly smoothed: readonly GoldenNumber[];
  readonly without_stop?: GoldenRun;
  readonly variants?: readonly GoldenRun[];
}

export interface GoldenCurve {
  readonly name: string;
  readonly lrs: readonly number[];
  readonly losses: readonly GoldenNumber[];
  readonly results: Readonly<Record<string, GoldenLibrary>>;
}

export interface GoldenGrid {
  readonly start_lr: number;
  readonly end_lr: number;
  readonly num_iter: number;
  readonly lrs: Readonly<Record<string, readonly number[]>>;
}

/** The number that is meant: `"NaN"`, `"Infinity"` and `"-Infinity"` are written as text. */
export function numberOf(value: GoldenNumber): number {
  return typeof value === "number" ? value : Number(value);
}
