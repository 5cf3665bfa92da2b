/** The plan of a scheduler: for each group, which field follows which curve. */
import type { OpenGroup } from "./groups.js";

/** A value for each step: one of our schedules, or any function of the number of updates made. */
export type ScheduleFunction = (step: number) => number;

/** One field of one group, which gets `factor * curve(step)`. */
export interface FieldCurve {
  /** Its name in the group. `betas` means the first beta. */
  readonly field: string;
  /** Groups that share a curve share its evaluation. */
  readonly curve: ScheduleFunction;
  readonly factor: number;
  /** Throws for a step without a value; the curve itself accepts any step. */
  readonly check?: (step: number) => void;
  /** The first step that `check` may refuse. Default: 0. */
  readonly checkedFrom?: number;
}

/** The rate of a group before any scheduler changed it. Null: a function, which can't be multiplied. */
export type InitialRate = number | null;

/** What a scheduler does. Immutable: other settings are another plan. */
export interface Plan {
  /** The name of the scheduler in states: a state with another name is rejected. */
  readonly name: string;
  /** The settings as plain JSON, for states; null stands for values that JSON can't represent, such as functions. */
  readonly settings: unknown;
  /** Whether it writes the rate. */
  readonly schedulesRate: boolean;
  /** Whether the written values depend on the initial rates of the groups. */
  readonly usesInitialRates: boolean;
  /** The caller's functions behind the curves. */
  readonly functions: readonly object[];
  /** The curves of every group, in order. @throws InvalidArgumentError */
  curves(
    groups: readonly OpenGroup[],
    initialRates: readonly InitialRate[],
  ): readonly (readonly FieldCurve[])[];
  /** The plan with settings from a state; settings that are null in the state are kept. @throws InvalidArgumentError */
  withSettings(settings: unknown): Plan;
  /** Rejects settings that differ, naming the first difference. @throws InvalidArgumentError */
  refuseOther(settings: unknown, groups: readonly OpenGroup[], initialRates: readonly InitialRate[]): void;
}
