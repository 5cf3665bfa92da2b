/** Rules about parameters that published runs don't use. */

import { loweredBetween, scaled } from "../fixes.js";
import type { Profile } from "../profile.js";
import type { Declarations, DraftOf } from "../rule.js";
import { stepOf } from "../walk.js";
import { activeParts, endValue } from "./end.js";
import { checkDirection } from "./upside-down.js";

/** The findings of this file. */
export const findings = {
  "peak-unusual": {
    severity: "warning",
    finds: "a peak outside 1e-5 to 1e-2, with optimizers like Adam",
    corrections: [],
  },
  "minimum-unusual": {
    severity: "info",
    finds: "a last rate that is neither 0 nor about 10 % of the peak",
    corrections: [{ end: "10%" }],
  },
} as const satisfies Declarations;

type Draft = DraftOf<typeof findings>;

const USUAL_PEAK = [1e-5, 1e-2] as const;
/** The shares of the peak that count as 0 and as about 10 %. */
const NEXT_TO_NOTHING = 0.01;
const ABOUT_A_TENTH = [0.05, 0.15] as const;
const HIGH = 0.2;
const ROUNDING = 1e-9;

export function checkPeak(profile: Profile): Draft[] {
  const { peak, run } = profile;
  const [least, most] = USUAL_PEAK;
  const isUsual = peak.value >= least * (1 - ROUNDING) && peak.value <= most * (1 + ROUNDING);
  if (!run.isAdamLike || isUsual || !(peak.value > 0)) return [];
  // If a part goes in the wrong direction, the largest value is not the peak.
  if (checkDirection(profile).length > 0) return [];
  const nearest = peak.value < least ? least : most;
  return [
    {
      code: "peak-unusual",
      step: peak.step,
      message: `a peak of ${peak.value}; optimizers like Adam are used between 1e-5 and 1e-2`,
      cost: peak.value < least ? "training hardly moves" : "training probably diverges",
      fix: scaled(nearest / peak.value),
    },
  ];
}

export function checkMinimum(profile: Profile): Draft[] {
  const { valueAt, parts, peak, totalSteps, rest } = profile;
  if (totalSteps === null || rest > totalSteps + 1 || !(peak.value > 0)) return [];
  const end = endValue(profile, totalSteps);
  if (end === null) return [];
  const share = end / peak.value;
  const [least, most] = ABOUT_A_TENTH;
  if (share <= NEXT_TO_NOTHING * (1 + ROUNDING) || share > HIGH) return [];
  if (share >= least * (1 - ROUNDING) && share <= most * (1 + ROUNDING)) return [];
  // The minimum is a separate choice only in a single decay from the peak to the end.
  const decay = activeParts(parts, totalSteps - 1).find(({ node }) => node.kind === "ramp");
  if (decay?.node.kind !== "ramp" || decay.inCycles || decay.node.interpolation === "geometric") return [];
  if (valueAt(Math.max(0, Math.round(stepOf(decay, decay.node.start)))) < 0.95 * peak.value) return [];
  return [
    {
      code: "minimum-unusual",
      step: totalSteps - 1,
      message: `the rate ends at ${Number((100 * share).toPrecision(3))} % of the peak; 0 or about 10 % is usual`,
      cost: "possibly none, but published runs don't do this",
      fix: loweredBetween(peak.step, totalSteps - 1, 0.1 / share),
    },
  ];
}
