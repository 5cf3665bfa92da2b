/** Rules about the end of a run: too high, in the middle of a cycle, or rising again. */
import { cycleStart } from "../../evaluate/cycles.js";
import type { CyclesNode, TableNode } from "../../tree/node.js";
import { isFalling } from "../end-of.js";
import { heldFrom, loweredBetween, stretched, stretchedAfter } from "../fixes.js";
import type { Profile } from "../profile.js";
import type { Declarations, DraftOf } from "../rule.js";
import { type Part, stepOf, timeOf } from "../walk.js";

/** The findings of this file. */
export const findings = {
  rebounds: {
    severity: "warning",
    finds: "a rate that rises again before the run ends",
    corrections: [{ afterEnd: "hold" }, { totalSteps: "run" }, { halfCycles: "1" }],
  },
  "ends-high": {
    severity: "warning",
    finds: "a last rate above 20 % of the peak",
    corrections: [{ end: "10%" }, { totalSteps: "run" }, { end: "0" }],
  },
  "last-cycle-cut": { severity: "warning", finds: "a run that ends inside a cycle", corrections: [] },
} as const satisfies Declarations;

type Draft = DraftOf<typeof findings>;

const HIGH = 0.2;
/** How far above `HIGH` an end must be to count: an inverse square root that ends slightly above it is fine. */
const NOTICED = 0.01;
/** The ratio to which a fix lowers an end that is too high. */
const GOOD_END = 0.1;
const LEAST_REBOUND = 0.01;
/** A decay over at least this share of the run was made for this run. */
const NEARLY_ALL = 0.9;
/** A run that is shorter than its schedule by at most this share ends with the schedule. */
const NEARLY = 1.02;

export function checkRebound(profile: Profile): Draft[] {
  const { valueAt, parts, run, totalSteps, peak } = profile;
  if (totalSteps === null) return [];
  for (const each of parts) {
    const turn =
      each.node.kind === "table" ? turnOfTable(each, each.node, totalSteps) : turnOf(each, totalSteps);
    if (turn === null) continue;
    const bottom = Math.floor(turn.bottom);
    const rise = valueAt(turn.top) - valueAt(bottom);
    if (!(bottom >= 0 && rise > LEAST_REBOUND * peak.value)) continue;
    const begin = Math.max(0, Math.ceil(turn.start));
    const isForAnotherRun =
      run.totalSteps !== null && turn.bottom < NEARLY_ALL * totalSteps && turn.bottom > begin;
    return [
      {
        code: "rebounds",
        step: bottom,
        message: `the rate is at its lowest at step ${bottom} and rises again, to ${valueAt(turn.top)} at step ${turn.top}`,
        cost: `${totalSteps - 1 - bottom} updates that undo the gain of the decay`,
        fix: isForAnotherRun ? stretchedAfter(begin, turn.bottom, totalSteps) : heldFrom(bottom),
      },
    ];
  }
  return [];
}

/** A decay and what follows it, in steps of the whole schedule. */
interface Turn {
  readonly start: number;
  readonly bottom: number;
  readonly top: number;
}

/** A cosine that decreases and continues past its end. */
function turnOf(part: Part, totalSteps: number): Turn | null {
  const { node } = part;
  if (node.kind !== "ramp" || part.inCycles || node.easing.kind !== "cosine" || !isFalling(node)) return null;
  const half = (node.end - node.start) / node.easing.halfCycles;
  const continues = node.after === "extend" || node.easing.halfCycles > 1;
  const bottom = stepOf(part, node.start + half);
  const until = Math.min(Math.ceil(part.to), totalSteps) - 1;
  if (!continues || !(Math.floor(bottom) < until)) return null;
  const top = Math.min(until, Math.floor(stepOf(part, node.start + 2 * half)));
  return { start: stepOf(part, node.start), bottom, top };
}

/** Values that fall from their highest to their lowest and gradually rise until the run ends; a restart is a jump. */
function turnOfTable(part: Part, { start, values }: TableNode, totalSteps: number): Turn | null {
  if (!part.isFactor) return null;
  const seen = values.slice(0, Math.max(0, Math.ceil(timeOf(part, totalSteps) - start)));
  const highest = seen.indexOf(seen.reduce((most, value) => Math.max(most, value), Number.NEGATIVE_INFINITY));
  const after = seen.slice(highest);
  const lowest =
    highest + after.indexOf(after.reduce((least, value) => Math.min(least, value), Number.POSITIVE_INFINITY));
  const rises = seen.slice(lowest + 1).map((value, i) => value - (seen[lowest + i] as number));
  const total = rises.reduce((sum, rise) => sum + rise, 0);
  if (lowest === highest || rises.some((rise) => rise < 0 || rise > total / 2)) return null;
  const step = (place: number): number => stepOf(part, start + place);
  const top = Math.min(totalSteps - 1, Math.floor(step(seen.length - 1)));
  return { start: Math.ceil(step(highest)), bottom: step(lowest), top };
}

export function checkEnd(profile: Profile): Draft[] {
  const { valueAt, totalSteps, last, peak, rest, parts, points } = profile;
  if (totalSteps === null) return [];
  const cut = checkLastCycle(profile, totalSteps);
  // Another rule reports a decay that never reaches its end.
  if (cut.length > 0 || (Number.isFinite(rest) && rest > NEARLY * totalSteps + 1)) return cut;
  const end = endValue(profile, totalSteps);
  if (end === null) return [];
  if (activeParts(parts, totalSteps - 1).some(({ node }) => node.kind === "cycles")) return [];
  if (!(end > HIGH * peak.value * (1 + NOTICED) && last.value < 0.98 * peak.value)) return [];
  const rises = points.at(-2);
  if (rises !== undefined && valueAt(totalSteps - 1) > rises.value) return [];
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

/** The part of the tree that is active at a step. */
export function activeParts(parts: readonly Part[], step: number): Part[] {
  return parts.filter(({ from, to }) => from <= step && step < to);
}

/** The value at the end of the run: the last update is one step before the end of a decay. Null: it rises again. */
export function endValue({ valueAt, parts, last, rest, holds }: Profile, totalSteps: number): number | null {
  if (rest <= totalSteps - 1) return holds ? last.value : null;
  const isDecay = activeParts(parts, totalSteps - 1).some(({ node }) => node.kind === "ramp");
  return isDecay && Number.isFinite(rest) ? Math.min(last.value, valueAt(Math.ceil(rest))) : last.value;
}

function checkLastCycle({ valueAt, parts }: Profile, totalSteps: number): Draft[] {
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
  const high = valueAt(from);
  const low = valueAt(Math.max(from, Math.ceil(to) - 1));
  // A cycle that rises, or returns to its start, has no low end.
  if (!(high > low && valueAt(end) - low > GOOD_END * (high - low))) return [];
  const nearest = totalSteps - from < to - totalSteps && from > 0 ? begin : to;
  return [
    {
      code: "last-cycle-cut",
      step: end,
      message: `the run ends at step ${totalSteps}, ${totalSteps - from} steps into a cycle of ${Math.round(to - from)}, at ${valueAt(end)}`,
      cost: `the last cycle never reaches ${low}`,
      fix: stretched(totalSteps / nearest),
    },
  ];
}

/** The start of the cycle that contains a time, and of the next one. */
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
