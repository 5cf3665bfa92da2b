/** A case of a schedule, and what a library has to say for its cases to be run. */
import type { Schedule } from "@anneal/core";
import type { CurveArithmetic } from "./tolerances.js";

/** A case as the files have it; `spec/golden/README.md` says what the fields mean. */
export interface ScheduleCase {
  readonly id: string;
  readonly library: string;
  readonly name: string;
  readonly args: Readonly<Record<string, unknown>>;
  readonly steps: readonly number[];
  readonly lr: readonly unknown[];
  /** The rates in the optimizer before the scheduler is built. */
  readonly base_lr?: number | readonly number[];
  readonly default_lr?: number;
  readonly lr_scale?: readonly number[];
  readonly optimizer?: string;
  readonly momentum?: readonly unknown[];
  readonly weight_decay?: readonly unknown[];
  readonly precision?: string;
  readonly eval?: string;
  readonly unit?: string;
  /** Composer: the run that the times are in. */
  readonly run?: Readonly<Record<string, unknown>>;
  /** The error of a library that refused the arguments, or failed at the step `raises_at`. */
  readonly raises?: string;
  readonly raises_at?: "construct" | number;
  /** What a schedule that follows a metric was given; the README says which value of `lr` comes after which. */
  readonly metrics?: readonly unknown[];
  /** fairseq: the rates after each metric. */
  readonly lr_after_metric?: readonly unknown[];
  /** timm, fairseq: the rate after construction. */
  readonly lr_at_init?: unknown;
}

/** One of our schedules, and the golden values that it has to have at the steps of the case. */
export interface Curve extends CurveArithmetic {
  /** `lr`, or what else the case records. */
  readonly label: string;
  readonly schedule: Schedule;
  readonly values: readonly unknown[];
  /** Where it has those values. Default: at the steps of the case. */
  readonly steps?: readonly number[];
  /** Whether the schedule ends before the step `raises_at`, at which the library raises an error. Default: no. */
  readonly refusesAt?: boolean;
}

/** How the schedules of a library become ours. */
export interface ScheduleLibrary {
  /** The library's names of what can be run; cases with other names are skipped. */
  readonly names: Pick<ReadonlySet<string>, "has">;
  /** Everything that the case has values of. */
  curves(golden: ScheduleCase): readonly Curve[];
}
