/** Curves over the groups of an optimizer, step by step. */
import { Fields, flag } from "../arguments.js";
import { CurvePlan, type Curves } from "./curve-plan.js";
import { GroupScheduler, SCHEDULER_OPTIONS, type SchedulerOptions } from "./group-scheduler.js";
import type { ScheduledOptimizer } from "./groups.js";

export interface LRSchedulerOptions extends SchedulerOptions {
  /** Whether curves of the rate are factors of each group's initial rate, as PyTorch's LambdaLR has it. Default: false. */
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
 * A curve is one of our schedules or any function of the number of updates already made; one curve holds for all
 * groups, also for those added later, which start at the present step; a list has one for each group, and `addGroup`
 * gives the next. The first rates are there from construction on. Rates that are set by hand hold until the next
 * step.
 *
 * A scheduler is for what others expect to hold: our optimizers take a schedule as `lr` themselves.
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
   * Gives curves to the group that was added to the optimizer last, where the others have one each, and writes their
   * values.
   * @throws InvalidArgumentError before anything is changed.
   */
  addGroup(curves: Curves): void {
    this.replacePlan(this.plan.withGroup(curves));
  }
}
