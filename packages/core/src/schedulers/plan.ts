/** What a scheduler writes: for each group, which field follows which curve. */
import type { OpenGroup } from "./groups.js";

/** A value for each step: a schedule of ours, or any function of the number of updates already made. */
export type ScheduleFunction = (step: number) => number;

/** One field of one group: it gets `factor * curve(step)`. */
export interface FieldCurve {
  /** Its name in the group. `betas` means the first beta. */
  readonly field: string;
  /** Groups that share a curve share its evaluation. */
  readonly curve: ScheduleFunction;
  readonly factor: number;
  /** Refuses, by throwing, a step that the scheduler has no value for; the curve itself is asked for any. */
  readonly check?: (step: number) => void;
  /** The first step that `check` may refuse. Default: 0. */
  readonly checkedFrom?: number;
}

/** The rate that a group had before any scheduler. Null: it is a function, which is not multiplied. */
export type InitialRate = number | null;

/** What a scheduler was asked for. Immutable: other settings are another plan. */
export interface Plan {
  /** What the scheduler is called in states: a state of another name is refused. */
  readonly name: string;
  /** What was asked for as plain JSON, for states; null stands for what JSON can't say, such as a function. */
  readonly settings: unknown;
  /** Whether it writes the rate. */
  readonly schedulesRate: boolean;
  /** Whether what it writes depends on the initial rates of the groups. */
  readonly usesInitialRates: boolean;
  /** The caller's functions that the curves ask. */
  readonly functions: readonly object[];
  /** The curves of every group, in order. @throws InvalidArgumentError */
  curves(
    groups: readonly OpenGroup[],
    initialRates: readonly InitialRate[],
  ): readonly (readonly FieldCurve[])[];
  /** The same with settings from a state; what is null there stays. @throws InvalidArgumentError */
  withSettings(settings: unknown): Plan;
  /** Refuses settings that make another scheduler, naming the first difference. @throws InvalidArgumentError */
  refuseOther(settings: unknown, groups: readonly OpenGroup[], initialRates: readonly InitialRate[]): void;
}
