/** Rules about jumps between the parts of a schedule. */
import { restsAt } from "../../evaluate/rests-at.js";
import { endOf } from "../end-of.js";
import { heldUntil, scaledBefore } from "../fixes.js";
import type { Profile } from "../profile.js";
import type { Declarations, DraftOf } from "../rule.js";
import { type Part, segmentsOf, stepOf, timeOf } from "../walk.js";

/** The findings of this file. */
export const findings = {
  "jump-at-join": {
    severity: "warning",
    finds: "two parts with different rates where they meet; stairs and restarts are not jumps",
    corrections: [],
  },
} as const satisfies Declarations;

type Draft = DraftOf<typeof findings>;

/** A smaller share of the peak is not a jump. The best-known one, BERT's, has 1 %. */
const LEAST_JUMP = 0.005;
/** A jump is at least this many times as large as the neighboring steps. */
const TIMES_STEPS = 3;
/** A part that has completed this share of its steps has finished its decay. */
const MOST_OF_IT = 0.9;

export function checkJumps(profile: Profile): Draft[] {
  const { parts, horizon, work } = profile;
  let examined = 0;
  return parts.flatMap((each) => {
    if (each.node.kind !== "join" || each.inCycles) return [];
    const segments = segmentsOf(each, each.node);
    return segments.slice(1).flatMap((right, i) => {
      const left = segments[i] as Part;
      if (!(right.from > 0 && right.from < horizon) || examined === work.joints) return [];
      examined += 1;
      return checkJoint(profile, left, right);
    });
  });
}

function checkJoint({ valueAt, peak, horizon }: Profile, left: Part, right: Part): Draft[] {
  const step = Math.ceil(right.from);
  const { stride } = right;
  // A part with a single step has no slope to compare with.
  if (step - Math.max(0, left.from) < 2 * stride || Math.min(right.to, horizon) - step < 2 * stride)
    return [];
  const before = valueAt(step - 1);
  const after = valueAt(step);
  const gap = Math.abs(after - before);
  const neighboring = Math.max(
    Math.abs(before - valueAt(step - 1 - stride)),
    Math.abs(valueAt(step + stride) - after),
  );
  if (!(gap > LEAST_JUMP * peak.value && gap > TIMES_STEPS * neighboring)) return [];
  // Step decays and restarted decays are intended.
  const isStair = isFlat(left, step - 1) && isFlat(right, step);
  const isRestart =
    after > before && before < valueAt(Math.max(0, Math.ceil(left.from))) && !isCutShort(left, step);
  if (isStair || isRestart) return [];
  return [
    {
      code: "jump-at-join",
      step,
      message: `the rate jumps from ${before} to ${after} at step ${step}, between two parts`,
      cost: `a jump of ${Number(((100 * gap) / peak.value).toPrecision(3))} % of the peak within one update`,
      fix: before > 0 && after >= 0 ? scaledBefore(step, after / before) : heldUntil(step),
    },
  ];
}

/** Whether a part is cut off in the middle, as when a cosine is recreated with another total. */
function isCutShort(part: Part, step: number): boolean {
  const end = stepOf(part, endOf(part.node));
  return Number.isFinite(end) && step - part.from < MOST_OF_IT * (end - part.from);
}

function isFlat(part: Part, step: number): boolean {
  const { node } = part;
  return node.kind === "stairs" || node.kind === "table" || restsAt(node) <= timeOf(part, step);
}
