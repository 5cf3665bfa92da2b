/** DeepSpeed's OneCycle: one triangle, optionally in stairs, then a decay. */
import type { ScheduleDraft } from "@anneal/core";
import { constant, delayed, type Part, parts, ramp } from "../lowering/trees.js";

export interface Cycle {
  /** The number of steps of the two halves. */
  readonly first: number;
  readonly second: number;
  /** The number of stairs of each half; 0: a line. */
  readonly firstStairs: number;
  readonly secondStairs: number;
  /** The length of a unit of the decay; 0: no decay. */
  readonly decaySteps: number;
  /** The value at both ends of the triangle. */
  readonly from: number;
  /** The value at the peak. */
  readonly to: number;
  /** The value before the first step. */
  readonly before: number;
}

/** The triangle counts one more step than have been made. */
export function oneCycle(cycle: Cycle, rate: number, decay: "divided" | "multiplied"): ScheduleDraft {
  const { first, second, from, to, before, decaySteps } = cycle;
  const total = first + second;
  const rise = onStairs(ramp({ end: first, from, to }), first, cycle.firstStairs);
  const fall = falling(cycle);
  const triangle: Part[] = [
    { tree: delayed(rise, -1), until: first },
    { tree: delayed(fall, first - 1), until: total },
  ];
  return parts([{ tree: constant(before), until: 0 }, ...triangle, { tree: afterwards() }], { from: -1 });

  function afterwards(): ScheduleDraft {
    if (decaySteps === 0 || rate === 0) return constant(from);
    const exponent = decay === "divided" ? -1 : 1;
    return delayed({ kind: "power", scale: from, offset: 1, slope: rate / decaySteps, exponent }, total - 1);
  }
}

/** The decay over `second` steps, counted from the peak: it leaves a stair one step after reaching it. */
function falling({ second, secondStairs, from, to }: Cycle): ScheduleDraft {
  if (secondStairs === 0) return ramp({ end: second, from: to, to: from });
  const stair = second / secondStairs;
  const height = (to - from) / secondStairs;
  const boundaries = Array.from({ length: secondStairs }, (_, i) => i * stair);
  const values = [0, ...boundaries.map((_, i) => i + 1)].map((stairsDown) => to - height * stairsDown);
  return { kind: "stairs", boundaries, values, side: "left" };
}

function onStairs(line: ScheduleDraft, steps: number, stairs: number): ScheduleDraft {
  return stairs === 0 ? line : { kind: "time", child: line, quantum: steps / stairs };
}
