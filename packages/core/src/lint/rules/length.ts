/** Rules about the length: whether the schedule and the run use the same unit and end together. */

import { stretched } from "../fixes.js";
import { firstStep, type Profile } from "../profile.js";
import type { Declarations, DraftOf } from "../rule.js";

/** The findings of this file. */
export const findings = {
  "total-in-epochs": {
    severity: "error",
    finds: "a schedule that counts epochs, in a run that counts updates",
    corrections: [{ totalSteps: "run" }, { totalSteps: "run", warmupSteps: "3%" }],
  },
  "stepped-per-micro-batch": {
    severity: "error",
    finds: "a schedule that counts micro-batches",
    corrections: [],
  },
  "stepped-per-process": {
    severity: "error",
    finds: "a schedule that counts the steps of all processes",
    corrections: [],
  },
  "minimum-never-reached": {
    severity: "warning",
    finds: "a run that ends before its schedule does",
    corrections: [{ totalSteps: "run" }],
  },
  "ends-before-run": {
    severity: "warning",
    finds: "a schedule that ends long before the run",
    corrections: [{ totalSteps: "run" }],
  },
} as const satisfies Declarations;

type Draft = DraftOf<typeof findings>;

/** Lengths that differ by less count as equal. */
const SAME = 0.02;
/** A rate below this share of the peak has no effect. */
const NOTHING = 1e-4;
/** At a rate below this share of the peak a decay is practically complete. */
const LOW = 0.2;
/** A schedule that ends within this share of the run was made for another run, whatever its last rate. */
const FAR_TOO_SHORT = 0.1;

export function checkLength(profile: Profile): Draft[] {
  const { run, rest, holds, last, peak, valueAt } = profile;
  const total = run.totalSteps === null ? null : profile.totalSteps;
  const isMeant = total !== null && Math.abs(rest / total - 1) < SAME;
  // A constant rate does not depend on how often it is stepped.
  if (run.schedulerStepsPerUpdate > 1 + SAME && !isMeant && rest > 0) return tooFast(profile);
  if (total === null || !(rest >= 1)) return [];
  if (!Number.isFinite(rest)) return checkEndless(profile, total);
  const end = valueAt(Math.ceil(rest));
  if (!(end < 0.98 * peak.value)) return neverReached(profile, total, end);
  const { epochs } = run;
  if (epochs !== null && total > 10 * epochs && rest <= epochs + Math.max(1, SAME * epochs)) {
    const isSame = Math.abs(rest - epochs) <= Math.max(1, SAME * epochs);
    const which = isSame ? "which is the number of epochs" : `within the number of epochs, ${epochs}`;
    return [
      {
        code: "total-in-epochs",
        step: Math.ceil(rest),
        message: `the schedule ends after ${rest} steps, ${which}; the run has ${total} updates`,
        cost: `${total - Math.ceil(rest)} updates at the last rate, ${end}`,
        fix: stretched(total / (isSame ? rest : epochs)),
      },
    ];
  }
  const miscounted = timesTooMany(profile, total, rest / total) ?? timesTooMany(profile, total, total / rest);
  if (miscounted !== null) return miscounted;
  if (rest > total) return neverReached(profile, total, end);
  const isNearZero = rest < 0.9 * total && last.value <= NOTHING * peak.value;
  if (holds && (isNearZero || rest < FAR_TOO_SHORT * total)) {
    const wasted = total - firstStep(0, total, (step) => step >= rest);
    return [
      {
        code: "ends-before-run",
        step: Math.ceil(rest),
        message: `the schedule ends after ${rest} of ${total} steps, at a rate of ${end}`,
        cost: `${wasted} updates ${isNearZero ? "that change almost nothing" : "at the last rate"}`,
        fix: stretched(total / rest),
      },
    ];
  }
  return [];
}

/** A decay without an end that has decayed long before the run ends. */
function checkEndless({ valueAt, points, peak, run: { epochs } }: Profile, total: number): Draft[] {
  const staysBelow = (share: number, from: number): boolean =>
    peak.step < from && points.every(({ step, value }) => step < from || value <= share * peak.value);
  if (epochs !== null && total > 10 * epochs && staysBelow(LOW, Math.ceil(epochs))) {
    const step = Math.ceil(epochs);
    return [
      {
        code: "total-in-epochs",
        step,
        message: `the rate is down to ${valueAt(step)} after ${step} steps, which is the number of epochs; the run has ${total} updates`,
        cost: `${total - step} updates at that rate or less`,
        fix: stretched(total / epochs),
      },
    ];
  }
  const end = firstStep(peak.step, total, (step) => valueAt(step) <= NOTHING * peak.value);
  if (!(end < FAR_TOO_SHORT * total && staysBelow(NOTHING, end))) return [];
  return [
    {
      code: "ends-before-run",
      step: end,
      message: `the rate is down to ${valueAt(end)} after ${end} of ${total} steps`,
      cost: `${total - end} updates that change almost nothing`,
      fix: stretched(total / end),
    },
  ];
}

/** A schedule that is stepped `times` as often as there are updates. */
function tooFast({ run, rest, horizon }: Profile): Draft[] {
  const { worldSize, schedulerStepsPerUpdate: times } = run;
  const hasEnd = run.totalSteps !== null && rest >= 1 && Number.isFinite(rest);
  const isProcesses = worldSize > 1 && Math.abs(times / worldSize - 1) < SAME;
  return [
    {
      code: isProcesses ? "stepped-per-process" : "stepped-per-micro-batch",
      step: 0,
      message: `the schedule is stepped ${times} times for each update of the optimizer`,
      cost: `it ends after 1/${times} of the run`,
      fix: stretched(hasEnd ? horizon / rest : times),
    },
  ];
}

/** A schedule that is too long or too short by the number of micro-batches or processes. */
function timesTooMany({ run, rest }: Profile, total: number, times: number): Draft[] | null {
  const isTimes = (count: number) => count > 1 && Math.abs(times / count - 1) < SAME;
  const micro =
    isTimes(run.accumulation) || (run.accumulation > 1 && isTimes(run.accumulation * run.worldSize));
  if (!micro && !isTimes(run.worldSize)) return null;
  const what = micro ? "micro-batches" : "the steps of all processes";
  return [
    {
      code: micro ? "stepped-per-micro-batch" : "stepped-per-process",
      step: Math.min(Math.ceil(rest), total - 1),
      message: `the schedule has ${rest} steps and the run ${total} updates: one of them counts ${what}`,
      cost:
        rest > total
          ? `only the first ${Number((100 / times).toPrecision(3))} % of the schedule is used`
          : `it ends after ${Number((100 / times).toPrecision(3))} % of the run`,
      fix: stretched(total / rest),
    },
  ];
}

function neverReached({ rest, last, peak }: Profile, total: number, end: number): Draft[] {
  // A schedule that ends one update after the last one ends with the run.
  if (!(rest > total + 1 && last.value - end > SAME * peak.value)) return [];
  return [
    {
      code: "minimum-never-reached",
      step: total - 1,
      message: `the schedule reaches ${end} at step ${rest}, but the run ends after ${total} updates, at ${last.value}`,
      cost: "the last part of the decay, in which the loss falls most, never happens (Hoffmann et al., 2022, figure A1)",
      fix: stretched(total / rest),
    },
  ];
}
