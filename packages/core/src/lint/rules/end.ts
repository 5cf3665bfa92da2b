/** How a run ends: too high, in the middle of a cycle, or on the way up again. */
import { cycleStart } from "../../evaluate/cycles.js";
import type { CyclesNode } from "../../schedule/node.js";
import { isFalling } from "../end-of.js";
import type { Draft } from "../finding.js";
import { heldFrom, loweredBetween, stretched } from "../fixes.js";
import type { Profile } from "../profile.js";
import { type Part, stepOf, timeOf } from "../walk.js";

const HIGH = 0.2;
/** What a fix makes of an end that is too high. */
const GOOD_END = 0.1;
const LEAST_REBOUND = 0.01;
/** A run that is so little shorter than its schedule ends where the schedule does. */
const NEARLY = 1.02;

export function checkRebound({ schedule, parts, totalSteps, peak }: Profile): Draft[] {
  if (totalSteps === null) return [];
  for (const each of parts) {
    const { node } = each;
    if (node.kind !== "ramp" || each.inCycles || node.easing.kind !== "cosine" || !isFalling(node)) continue;
    const half = (node.end - node.start) / node.easing.halfCycles;
    const goesOn = node.after === "extend" || node.easing.halfCycles > 1;
    const bottom = Math.floor(stepOf(each, node.start + half));
    const until = Math.min(Math.ceil(each.to), totalSteps) - 1;
    if (!goesOn || !(bottom < until)) continue;
    const top = Math.min(until, Math.floor(stepOf(each, node.start + 2 * half)));
    const rise = schedule(top) - schedule(bottom);
    if (!(rise > LEAST_REBOUND * peak.value)) continue;
    return [
      {
        code: "rebounds",
        step: bottom,
        message: `the cosine is at its lowest at step ${bottom} and rises again, to ${schedule(top)} at step ${top}`,
        cost: `${totalSteps - 1 - bottom} updates that undo what the decay has won`,
        fix: heldFrom(bottom),
      },
    ];
  }
  return [];
}

export function checkEnd(profile: Profile): Draft[] {
  const { schedule, totalSteps, last, peak, rest, parts, points } = profile;
  if (totalSteps === null) return [];
  const cut = checkLastCycle(profile, totalSteps);
  // That a decay with an end never gets there is said elsewhere.
  if (cut.length > 0 || (Number.isFinite(rest) && rest > NEARLY * totalSteps + 1)) return cut;
  const end = endValue(profile, totalSteps);
  if (end === null) return [];
  const active = activeParts(parts, totalSteps - 1);
  // Inverse powers of the step never end, and are meant to be stopped at any time.
  if (active.some(({ node }) => node.kind === "power" || node.kind === "cycles")) return [];
  if (!(end > HIGH * peak.value * (1 + 1e-9) && last.value < 0.98 * peak.value)) return [];
  const rises = points.at(-2);
  if (rises !== undefined && schedule(totalSteps - 1) > rises.value) return [];
  const factor = (GOOD_END * peak.value) / last.value;
  return [
    {
      code: "ends-high",
      step: totalSteps - 1,
      message: `the rate ends at ${last.value}, ${Math.round((100 * last.value) / peak.value)} % of the peak`,
      cost: "the noise of the last updates stays in the parameters; 0 to 10 % of the peak is usual",
      fix: loweredBetween(peak.step, totalSteps - 1, factor),
    },
  ];
}

/** What is seen at a step. */
export function activeParts(parts: readonly Part[], step: number): Part[] {
  return parts.filter(({ from, to }) => from <= step && step < to);
}

/** Where the curve ends with the run: the last update is a step before the end of a decay. Null: it rises again. */
export function endValue({ schedule, parts, last, rest, holds }: Profile, totalSteps: number): number | null {
  if (rest <= totalSteps - 1) return holds ? last.value : null;
  const isDecay = activeParts(parts, totalSteps - 1).some(({ node }) => node.kind === "ramp");
  return isDecay && Number.isFinite(rest) ? Math.min(last.value, schedule(Math.ceil(rest))) : last.value;
}

function checkLastCycle({ schedule, parts }: Profile, totalSteps: number): Draft[] {
  const end = totalSteps - 1;
  const active = activeParts(parts, end).find(({ node, inCycles }) => node.kind === "cycles" && !inCycles);
  if (active === undefined) return [];
  const node = active.node as CyclesNode;
  const time = timeOf(active, totalSteps);
  if (node.limit !== null && time >= cycleStart(node, node.limit)) return [];
  const { start, next } = cycleAround(node, time);
  const begin = stepOf(active, start);
  const from = Math.ceil(begin);
  const to = stepOf(active, next);
  // The bounds of a stretched cycle are rounded.
  if (!(to > totalSteps + 0.5 && from <= end)) return [];
  const high = schedule(from);
  const low = schedule(Math.max(from, Math.ceil(to) - 1));
  // A cycle that rises, or comes back to where it starts, has no end to miss.
  if (!(high > low && schedule(end) - low > GOOD_END * (high - low))) return [];
  const nearest = totalSteps - from < to - totalSteps && from > 0 ? begin : to;
  return [
    {
      code: "last-cycle-cut",
      step: end,
      message: `the run ends at step ${totalSteps}, ${totalSteps - from} steps into a cycle of ${Math.round(to - from)}, at ${schedule(end)}`,
      cost: `the last cycle never comes down to ${low}`,
      fix: stretched(totalSteps / nearest),
    },
  ];
}

/** The start of the cycle that a time falls into, and of the next one. */
function cycleAround(node: CyclesNode, time: number): { start: number; next: number } {
  let low = 0;
  let high = 1;
  while (cycleStart(node, high) <= time && high < Number.MAX_SAFE_INTEGER) high *= 2;
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (cycleStart(node, middle) <= time) low = middle;
    else high = middle;
  }
  return { start: cycleStart(node, low), next: cycleStart(node, low + 1) };
}
