/** The warm-up: whether there is one, and how long it is. */
import type { JoinNode } from "../../schedule/node.js";
import type { Draft } from "../finding.js";
import { warmedUp, warmUpInstead } from "../fixes.js";
import type { Profile } from "../profile.js";
import { type Part, segmentsOf } from "../walk.js";

const LEAST_SHARE = 0.001;
const LARGEST_SHARE = 0.1;
const USUAL_SHARE = [0.01, 0.05] as const;
const USUAL_STEPS = [100, 10_000] as const;
/** What a fix makes of a warm-up. */
const GOOD_SHARE = 0.03;
/** Shorter runs are trials. */
const SHORTEST_RUN = 200;

/** How many steps the warm-up takes; null: there is none that shows. */
export function warmUpSteps({ parts }: Profile): number | null {
  for (const each of parts) {
    if (each.node.kind !== "join" || each.inCycles || each.from > 0) continue;
    const [first, second] = segmentsOf(each, each.node);
    if (first !== undefined && isWarmUp(each.node, first, second)) return Math.ceil(first.to);
  }
  return null;
}

/** How the libraries warm up; a cosine or a tanh upwards is one phase of several. */
const WARMING: ReadonlySet<string> = new Set(["linear", "power", "reversePower", "logarithmic"]);

/** What is called a warm-up; and without names a ramp upwards, unless a straight line leads down again. */
function isWarmUp({ labels }: JoinNode, { node, from, to }: Part, second: Part | undefined): boolean {
  if (from > 0 || !Number.isFinite(to)) return false;
  if (labels !== null) return labels[0] === "warm-up";
  const rises = node.kind === "ramp" && WARMING.has(node.easing.kind) && node.from < node.to;
  const fallsAlike =
    second?.node.kind === "ramp" &&
    second.node.easing.kind === "linear" &&
    second.node.to <= (rises ? node.from : 0);
  return rises && !(fallsAlike && node.from > 0);
}

export function checkWarmUp(profile: Profile): Draft[] {
  const { totalSteps, run, first, peak, rest } = profile;
  if (totalSteps === null) return [];
  const good = Math.max(1, Math.round(totalSteps * GOOD_SHARE));
  const steps = warmUpSteps(profile);
  if (steps === null || steps === 0) {
    // A rate that never changes is a choice of its own, as in fine-tuning.
    const starts = first.value >= peak.value / 2 && peak.value > 0 && rest !== Number.NEGATIVE_INFINITY;
    if (!run.isAdamLike || !starts || totalSteps < SHORTEST_RUN) return [];
    return [
      {
        code: "warm-up-missing",
        step: 0,
        message:
          "the first updates have the full rate, while Adam's averages are still those of a few gradients",
        cost: "the first updates go far in random directions; runs diverge or end worse",
        fix: warmedUp(good),
      },
    ];
  }
  // No run of so few steps has another warm-up.
  if (steps === good) return [];
  if (steps >= totalSteps) {
    return [
      {
        code: "warm-up-longer-than-run",
        step: totalSteps - 1,
        message: `the warm-up takes ${steps} steps of a run of ${totalSteps}`,
        cost: `the peak is never reached and nothing decays: the rate only rises, to ${profile.last.value}`,
        fix: warmUpInstead(steps, good),
      },
    ];
  }
  const share = steps / totalSteps;
  const percent = `${Number((100 * share).toPrecision(3))} %`;
  // A share of the run that was rounded up to whole steps is still that share.
  if (share < LEAST_SHARE || steps - 1 >= LARGEST_SHARE * totalSteps) {
    return [
      {
        code: "warm-up-share",
        step: steps,
        message: `the warm-up takes ${percent} of the run; 0.1 % to 10 % is usual`,
        cost:
          share < LEAST_SHARE
            ? "it is over before Adam's averages mean anything"
            : `${steps - good} updates more below the peak than 3 % would take`,
        fix: warmUpInstead(steps, good),
      },
    ];
  }
  if (within(steps, USUAL_STEPS) || within(share, USUAL_SHARE)) return [];
  return [
    {
      code: "warm-up-unusual",
      step: steps,
      message: `a warm-up of ${steps} steps, ${percent} of the run; 100 to 10,000 steps or 1 % to 5 % are usual`,
      cost: "none for certain: it is not what published runs do",
      fix: warmUpInstead(steps, good),
    },
  ];
}

function within(value: number, [least, most]: readonly [number, number]): boolean {
  return value >= least && value <= most;
}
