/** Rules about invalid values and the first update. */

import { earlier, notBelow } from "../fixes.js";
import { firstStep, type Point, type Profile } from "../profile.js";
import type { Declarations, DraftOf } from "../rule.js";

/** The findings of this file. */
export const findings = {
  "not-finite": { severity: "error", finds: "a rate that is NaN or infinite", corrections: [] },
  "negative-rate": { severity: "error", finds: "a rate below 0", corrections: [] },
  "first-update-at-zero": {
    severity: "warning",
    finds: "updates at rate 0 at the start, which change nothing",
    corrections: [{ warmupRule: "(t+1)/W" }],
  },
} as const satisfies Declarations;

type Draft = DraftOf<typeof findings>;

export function checkValues({ valueAt, points, horizon }: Profile): Draft[] {
  const broken = points.find(({ value }) => !Number.isFinite(value));
  if (broken !== undefined) {
    return [
      {
        code: "not-finite",
        step: broken.step,
        message: `the rate is ${broken.value} at step ${broken.step}`,
        cost: "every parameter is NaN after that update",
        fix: `scheduleFromTree({ kind: "time", maximum: ${lastFinite(points, broken)}, child: schedule.node })`,
      },
    ];
  }
  const index = points.findIndex(({ value }) => value < 0);
  if (index < 0) return [];
  const before = points[index - 1]?.step ?? -1;
  const step = firstStep(before, (points[index] as Point).step, (each) => valueAt(each) < 0);
  return [
    {
      code: "negative-rate",
      step,
      message: `the rate is below 0 from step ${step} on`,
      cost: `up to ${horizon - step} updates move up the gradient`,
      fix: notBelow(0),
    },
  ];
}

function lastFinite(points: readonly Point[], broken: Point): number {
  return points.filter(({ step, value }) => step < broken.step && Number.isFinite(value)).at(-1)?.step ?? 0;
}

export function checkFirstUpdate(profile: Profile): Draft[] {
  const { valueAt, points, first, peak } = profile;
  if (first.value !== 0) return [];
  if (peak.value === 0) return checkZero(profile);
  const index = points.findIndex(({ value }) => value > 0);
  const moving = points[index] as Point;
  const wasted = firstStep((points[index - 1] as Point).step, moving.step, (step) => valueAt(step) > 0);
  const effect = wasted === 1 ? "the first update changes" : `the first ${wasted} updates change`;
  return [
    {
      code: "first-update-at-zero",
      step: 0,
      message: `the rate is 0 at step 0, so ${effect} nothing`,
      cost: wasted === 1 ? "1 update" : `${wasted} updates`,
      fix: earlier(wasted),
    },
  ];
}

function checkZero({ points, horizon }: Profile): Draft[] {
  if (points.some(({ value }) => value !== 0)) return [];
  return [
    {
      code: "first-update-at-zero",
      step: 0,
      message: "the rate is 0 at step 0 and stays there: no update changes anything",
      cost: `all ${horizon} updates`,
      fix: "constant({ value: 0.001 })",
    },
  ];
}
