/** Rules about the warm-up: whether there is one, and its length. */

import { warmedUp, warmUpInstead } from "../fixes.js";
import type { Profile } from "../profile.js";
import type { Declarations, DraftOf } from "../rule.js";
import { warmUpSteps } from "../warm-up-of.js";

/** The findings of this file. */
export const findings = {
  "warm-up-longer-than-run": {
    severity: "error",
    finds: "a warm-up that takes the whole run",
    corrections: [{ totalSteps: "run", warmupSteps: "3%" }],
  },
  "warm-up-missing": {
    severity: "warning",
    finds: "no warm-up, with optimizers like Adam",
    corrections: [{ warmupSteps: "3%", warmupRule: "(t+1)/W" }],
  },
  "warm-up-share": {
    severity: "warning",
    finds: "a warm-up outside 0.1 % to 10 % of the run",
    corrections: [{ warmupSteps: "3%" }, { totalSteps: "run", warmupSteps: "3%" }],
  },
  "warm-up-unusual": {
    severity: "info",
    finds: "a warm-up outside 100 to 10,000 steps and 1 % to 5 % of the run",
    corrections: [{ warmupSteps: "3%" }, { totalSteps: "run", warmupSteps: "3%" }],
  },
} as const satisfies Declarations;

type Draft = DraftOf<typeof findings>;

const LEAST_SHARE = 0.001;
const LARGEST_SHARE = 0.1;
const USUAL_SHARE = [0.01, 0.05] as const;
const USUAL_STEPS = [100, 10_000] as const;
/** The warm-up length that a fix uses, as a share of the run. */
const GOOD_SHARE = 0.03;
/** Shorter runs are tests. */
const SHORTEST_RUN = 200;

export function checkWarmUp(profile: Profile): Draft[] {
  const { totalSteps, run, first, peak, rest } = profile;
  if (totalSteps === null) return [];
  const good = Math.max(1, Math.round(totalSteps * GOOD_SHARE));
  const steps = warmUpSteps(profile);
  if (steps === null || steps === 0) {
    // A constant rate is a deliberate choice, as in fine-tuning.
    const starts = first.value >= peak.value / 2 && peak.value > 0 && rest !== Number.NEGATIVE_INFINITY;
    if (!run.isAdamLike || !starts || totalSteps < SHORTEST_RUN) return [];
    return [
      {
        code: "warm-up-missing",
        step: 0,
        message: "the first updates run at the full rate, while Adam's averages are based on few gradients",
        cost: "the first updates are large steps in random directions; runs diverge or reach a higher loss",
        fix: warmedUp(good),
      },
    ];
  }
  // A run of so few steps can't have another warm-up.
  if (steps === good) return [];
  const end = rest > Math.max(steps, good) && Number.isFinite(rest) ? rest : null;
  if (steps >= totalSteps) {
    return [
      {
        code: "warm-up-longer-than-run",
        step: totalSteps - 1,
        message: `the warm-up takes ${steps} steps of a run of ${totalSteps}`,
        cost: `the peak is never reached and nothing decays: the rate only rises, to ${profile.last.value}`,
        fix: warmUpInstead(steps, good, end === null ? null : { is: end, wanted: Math.min(end, totalSteps) }),
      },
    ];
  }
  const fix = warmUpInstead(steps, good, end === null ? null : { is: end, wanted: end });
  const share = steps / totalSteps;
  const percent = `${Number((100 * share).toPrecision(3))} %`;
  // Allow a share of the run that was rounded up to whole steps.
  if (share < LEAST_SHARE || steps - 1 >= LARGEST_SHARE * totalSteps) {
    return [
      {
        code: "warm-up-share",
        step: steps,
        message: `the warm-up takes ${percent} of the run; 0.1 % to 10 % is usual`,
        cost:
          share < LEAST_SHARE
            ? "it ends before Adam's averages are reliable"
            : `${steps - good} more updates below the peak than with a warm-up of 3 %`,
        fix,
      },
    ];
  }
  if (within(steps, USUAL_STEPS) || within(share, USUAL_SHARE)) return [];
  return [
    {
      code: "warm-up-unusual",
      step: steps,
      message: `a warm-up of ${steps} steps, ${percent} of the run; 100 to 10,000 steps or 1 % to 5 % are usual`,
      cost: "possibly none, but published runs don't do this",
      fix,
    },
  ];
}

function within(value: number, [least, most]: readonly [number, number]): boolean {
  return value >= least && value <= most;
}
