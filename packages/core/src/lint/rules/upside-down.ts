/**
 * Rules about parts in the wrong direction: a decay that rises, a warm-up that falls. Usually a share of the peak was
 * passed as a rate.
 */
import type { CyclesNode, ProductNode, RampNode } from "../../tree/node.js";
import { mirroredFrom, mirroredUntil } from "../fixes.js";
import type { Profile } from "../profile.js";
import type { Declarations, DraftOf } from "../rule.js";
import { type Part, segmentsOf, stepOf } from "../walk.js";
import { isDecay } from "../warm-up-ramp.js";

/** The findings of this file. */
export const findings = {
  "end-above-peak": {
    severity: "error",
    finds: "a decay that rises, often a share of the peak given as a rate",
    corrections: [],
  },
  "warm-up-above-peak": { severity: "error", finds: "a warm-up that falls", corrections: [] },
} as const satisfies Declarations;

type Draft = DraftOf<typeof findings>;

/** Ends that differ by less are equal up to rounding. */
const ROUNDING = 1e-9;
/** The end that a fix uses if the given rate can't be a share of the peak. */
const USUAL_SHARE = 0.1;

export function checkDirection(profile: Profile): Draft[] {
  return [...checkWarmUpStart(profile), ...checkDecayEnd(profile)].slice(0, 1);
}

/** The two ends of a curve: their steps, and the rates of the whole schedule there. */
interface Ends {
  /** The first step. */
  readonly start: number;
  /** The rate at the first step. */
  readonly peak: number;
  /** The rate at the last step. */
  readonly end: number;
  readonly endStep: number;
}

function checkDecayEnd(profile: Profile): Draft[] {
  const ends = profile.parts.map((part) => risingDecay(profile, part)).find((each) => each !== null);
  if (!ends) return [];
  const { start, peak, end, endStep } = ends;
  return [
    {
      code: "end-above-peak",
      step: Math.min(endStep, profile.horizon - 1),
      message: `the rate rises from ${peak} at step ${start} to ${end} at step ${endStep}, where it should fall`,
      cost: costOf(end, peak, "ends"),
      fix: mirroredFrom(start, { from: peak, to: end, wanted: wantedOf(end, peak) }),
    },
  ];
}

function costOf(rate: number, peak: number, verb: string): string {
  const times = `the run ${verb} at ${Number((rate / peak).toPrecision(3))} times the peak`;
  return rate < 1 ? `${times}; if ${rate} is a share of the peak, pass it as a ratio` : times;
}

/** The number as a share of the peak, if it can be one. */
function wantedOf(rate: number, peak: number): number {
  return (rate < 1 ? rate : USUAL_SHARE) * peak;
}

/** The ends of a decay that rises; null if the part is no decay, or falls. */
function risingDecay(profile: Profile, part: Part): Ends | null {
  const { node } = part;
  if (node.kind === "cycles") return upsideDown(profile, part, node);
  if (node.kind === "join" && !part.inCycles)
    return risingEnd(profile, part, segmentsOf(part, node), node.labels);
  if (node.kind === "product") return risingWave(profile, part, node);
  // The whole schedule: a rising line may be a warm-up, a geometric one a range test.
  const isAlone = part.isFactor && !part.inCycles && node.kind === "ramp";
  return isAlone && isDecay(node) ? endsOf(profile, part, node) : null;
}

/** A wave under a straight line that runs to the end of the decay: above a constant, or alone. */
function risingWave(profile: Profile, part: Part, { children }: ProductNode): Ends | null {
  const [envelope, wave] = children;
  if (part.inCycles || children.length !== 2 || envelope?.kind !== "ramp" || wave?.kind !== "ramp")
    return null;
  const isWave = envelope.easing.kind === "linear" && envelope.to === 0 && wave.easing.kind === "cosine";
  return isWave && isWholeCurve(profile, part) ? endsOf(profile, part, envelope) : null;
}

/** Whether the part is all that changes in the schedule. */
function isWholeCurve({ parts }: Profile, { node }: Part): boolean {
  const [whole] = parts;
  if (whole?.node === node) return true;
  return (
    whole?.node.kind === "sum" &&
    whole.node.children.every((child) => child === node || child.kind === "constant")
  );
}

/** The last part that changes, after a part that rises too. */
function risingEnd(
  profile: Profile,
  whole: Part,
  seen: readonly Part[],
  labels: readonly string[] | null,
): Ends | null {
  const { valueAt } = profile;
  // A part that holds its rate to the end belongs to the decay before it.
  const index = seen.map(({ node }) => node.kind !== "constant").lastIndexOf(true);
  const last = seen[index];
  const isWhole = whole.node.kind === "join" && seen.at(-1)?.node === whole.node.children.at(-1);
  if (!isWhole || index < 1 || last?.node.kind !== "ramp") return null;
  const ends = endsOf(profile, last, last.node);
  if (ends === null) return null;
  // Unlabeled parts may be one rise in pieces or with a pause; some curves are only used for decays.
  const isNamed = labels?.[0] === "warm-up" || labels?.[index] === "decay";
  const risesBefore = valueAt(Math.max(0, Math.ceil(seen[0]?.from ?? 0))) < ends.peak;
  return isNamed || (risesBefore && isDecay(last.node)) ? ends : null;
}

function endsOf({ valueAt }: Profile, part: Part, node: RampNode): Ends | null {
  const start = Math.ceil(Math.max(part.from, stepOf(part, node.start)));
  const endStep = Math.ceil(stepOf(part, node.end));
  if (!(start >= 0 && Number.isSafeInteger(endStep) && start < endStep)) return null;
  const [peak, end] = [valueAt(start), valueAt(endStep)];
  return peak > 0 && end > peak * (1 + ROUNDING) ? { start, peak, end, endStep } : null;
}

/** Cycles whose floor is above their peak, where their values are those of the whole schedule. */
function upsideDown(profile: Profile, part: Part, { peak, floor, length }: CyclesNode): Ends | null {
  const whole = profile.parts.find(({ node }) => node.kind !== "time");
  if (part !== whole || !(peak > 0 && floor > peak * (1 + ROUNDING))) return null;
  return { start: 0, peak, end: floor, endStep: Math.max(0, Math.ceil(stepOf(part, length)) - 1) };
}

/** The part labeled as warm-up, if it falls. */
function checkWarmUpStart({ valueAt, parts, horizon }: Profile): Draft[] {
  for (const part of parts) {
    const { node } = part;
    if (node.kind !== "join" || node.labels?.[0] !== "warm-up" || part.inCycles || part.from > 0) continue;
    const [first] = segmentsOf(part, node);
    const end = Math.ceil(first?.to ?? 0);
    if (first === undefined || first.from > 0 || !(end > 0 && end < horizon)) continue;
    const [start, peak] = [valueAt(0), valueAt(end)];
    if (!(peak > 0 && start > peak * (1 + ROUNDING))) continue;
    return [
      {
        code: "warm-up-above-peak",
        step: 0,
        message: `the warm-up falls from ${start} to ${peak} at step ${end}, where it should rise`,
        cost: costOf(start, peak, "starts"),
        fix: mirroredUntil(end, { from: peak, to: start, wanted: wantedOf(start, peak) }),
      },
    ];
  }
  return [];
}
