/** A scheduler that writes curves into the groups of an optimizer. */
import { Fields, flag } from "../arguments.js";
import { CurvePlan, type Curves } from "./curve-plan.js";
import { GroupScheduler } from "./group-scheduler.js";
import type { ScheduledOptimizer } from "./groups.js";
import { SCHEDULER_OPTIONS, type SchedulerOptions } from "./scheduler-options.js";

export interface LRSchedulerOptions extends SchedulerOptions {
  /** Whether curves of the rate are factors on each group's initial rate, as in PyTorch's LambdaLR. Default: false. */
  readonly relative?: boolean;
}

/**
 * Writes schedules into the groups of an optimizer, PyTorch style: `paramGroups` or `groups`, each with `lr`.
 *
 * ```ts
 * const scheduler = new LRScheduler(optimizer, { lr: warmupCosine(...), weightDecay: linear(...) });
 * scheduler.step(optimizer.step({ grads }));
 * ```
 *
 * A curve is one of our schedules or any function of the number of updates made. One curve applies to all groups,
 * including groups added later, which start at the current step; a list has one curve per group, and `addGroup` adds
 * the next. The constructor writes the first rates. Rates set by hand last until the next step.
 *
 * Use it for optimizers of other libraries: our optimizers accept a schedule as `lr`.
 */
export class LRScheduler extends GroupScheduler<CurvePlan> {
  /**
   * @param curves Curves of the rate, or an object with curves of any fields that the groups have.
   * @throws InvalidArgumentError before anything is written.
   */
  constructor(optimizer: ScheduledOptimizer, curves: Curves, options: LRSchedulerOptions = {}) {
    const fields = new Fields("LRScheduler", "options", options, [...SCHEDULER_OPTIONS, "relative"]);
    const plan = CurvePlan.of("LRScheduler", curves, fields.read("relative", flag, false));
    super(optimizer, plan, fields.pick(SCHEDULER_OPTIONS) as SchedulerOptions);
  }

  /**
   * Adds curves for the group that was added to the optimizer last, if each of the others has its own, and writes their
   * values.
   * @throws InvalidArgumentError before anything changes.
   */
  addGroup(curves: Curves): void {
    this.replacePlan(this.plan.withGroup(curves));
  }
}
