/** Runs the cases of schedules that follow a metric: what the rates were is written down, and compared like any other. */
import { type Schedule, scheduleFromTree } from "@anneal/core";
import { type Library, MetricRate, metricFromLibrary, ReduceLROnPlateau } from "@anneal/interop";
import type { Curve, ScheduleCase } from "./schedule-case.js";
import type { SchedulerStateCase } from "./state-dict-case.js";
import type { Arithmetic } from "./tolerances.js";

/** The rates of the groups, one after the other. */
type Run = readonly (readonly number[])[];

/** Everything that the case has values of. */
export function metricCurves(library: Library, golden: ScheduleCase): Curve[] {
  const precision = golden.precision === "f32" ? "float32" : "float64";
  const start = metricFromLibrary(library, golden.name, {
    args: golden.args,
    baseLr: golden.base_lr,
    ...(golden.precision === undefined ? {} : { precision }),
    ...(golden.lr_scale === undefined ? {} : { lrScale: golden.lr_scale }),
  });
  const arithmetic: Arithmetic = precision === "float32" ? "float32" : "closed";
  const metrics = (golden.metrics ?? []).map(Number);
  const { steps, lr, lr_after_metric: after, lr_at_init: atInit } = golden;
  const curves = (run: Run, values: readonly unknown[], label: string, at: readonly number[]) =>
    groupsOf(run, values, label, at, arithmetic);
  const first = atInit === undefined ? [] : curves([start.lrs], [atInit], "lr at the start", [0]);
  if (after !== undefined) {
    const warmUp = steps.map((step) => start.advance(step));
    const rest = observed(start, metrics);
    return [
      ...first,
      ...curves(warmUp, lr, "lr", steps),
      ...curves(rest, after, "lr after metric", indices(after)),
    ];
  }
  // timm says which step a metric belongs to; with the others the first value comes before any metric.
  const run = library === "timm" ? observed(start, metrics, steps) : [start.lrs, ...observed(start, metrics)];
  return [...first, ...curves(run, lr, "lr", indices(lr))];
}

/** The rates after each metric, with a break after each: a state, which is all that is left of the run before it. */
function observed(start: MetricRate, metrics: readonly number[], steps?: readonly number[]): Run {
  let rate = start;
  return metrics.map((metric, i) => {
    rate = MetricRate.fromStateDict(JSON.stringify(rate.stateDict()));
    return rate.step(metric, steps?.[i]);
  });
}

function indices(values: readonly unknown[]): readonly number[] {
  return values.map((_, i) => i);
}

function groupsOf(
  run: Run,
  values: readonly unknown[],
  label: string,
  steps: readonly number[],
  arithmetic: Arithmetic,
): Curve[] {
  const groups = run[0]?.length ?? 0;
  return Array.from({ length: groups }, (_, group) => ({
    label: groups === 1 ? label : `${label} of group ${group}`,
    schedule: table(
      steps,
      run.map((rates) => rates[group] as number),
    ),
    values: values.map((value) => (Array.isArray(value) ? value[group] : value)),
    steps,
    arithmetic,
  }));
}

/** A schedule with those values at those steps, which both engines read. */
function table(steps: readonly number[], values: readonly number[]): Schedule {
  return scheduleFromTree({ kind: "stairs", boundaries: steps.slice(1), values });
}

/** PyTorch's saved state of a plateau, into a new scheduler, which then takes the arguments of the state. */
export function resumePlateau({ base_lr, state_dict, steps_done, metrics = [] }: SchedulerStateCase) {
  const paramGroups = [base_lr].flat().map((lr) => ({ lr: lr as number }));
  const scheduler = new ReduceLROnPlateau({ paramGroups });
  scheduler.loadStateDict(state_dict, { policy: "checkpoint" });
  const left = metrics.slice(steps_done);
  return { now: () => scheduler.getLastLr(), step: () => scheduler.step(left.shift() as number) };
}
