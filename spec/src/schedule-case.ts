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
  /** The error of a library that refused the arguments, or failed at the step `raises_at`. */
  readonly raises?: string;
  readonly raises_at?: "construct" | number;
}

/** One of our schedules, and the golden values that it has to have at the steps of the case. */
export interface Curve extends CurveArithmetic {
  /** `lr`, or what else the case records. */
  readonly label: string;
  readonly schedule: Schedule;
  readonly values: readonly unknown[];
}

/** How the schedules of a library become ours. */
export interface ScheduleLibrary {
  /** The library's names of what can be run; cases with other names are skipped. */
  readonly names: ReadonlySet<string>;
  /** Everything that the case has values of. */
  curves(golden: ScheduleCase): readonly Curve[];
}
