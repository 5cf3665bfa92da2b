/** Cosines that start again. Where each is longer than the last, fairseq2 rounds their lengths and starts down. */
import type { ScheduleDraft } from "@anneal/core";
import { COSINE, type Part, parts, ramp } from "../../building/curves.js";

export interface CosineCycles {
  readonly peak: number;
  readonly lowest: number;
  /** The length of the first cycle. */
  readonly length: number;
  /** The length of each cycle relative to the one before it. */
  readonly multiplier: number;
  /** The rates of each cycle relative to those of the one before it. */
  readonly decay: number;
  /** The steps of the run; unknown: undefined. */
  readonly run: number | undefined;
}

/** Cycles that are written out one by one; later ones are not rounded. */
const MOST = 200;

/** The cycle of a step, by the logarithm that the engine takes; one step late where that is inexact. */
function cycleOf(step: number, { length, multiplier }: CosineCycles): number {
  return Math.trunc(Math.log(1 - (step / length) * (1 - multiplier)) / Math.log(multiplier));
}

function firstStepOf(cycle: number, start: number, options: CosineCycles): number {
  let step = Math.ceil(start);
  while (cycleOf(step, options) < cycle) step++;
  return step;
}

export function cosineCycles(options: CosineCycles): ScheduleDraft {
  const { peak, lowest, length, multiplier, decay, run = Number.POSITIVE_INFINITY } = options;
  const cycles = (scale: number, first: number): ScheduleDraft => ({
    kind: "cycles",
    child: ramp({ end: 1, from: peak * scale, to: lowest * scale, shape: COSINE }),
    length: first,
    multiplier,
    decay,
  });
  if (multiplier <= 1) return cycles(1, length);
  const startOf = (cycle: number) => ((1 - multiplier ** cycle) / (1 - multiplier)) * length;
  const all: Part[] = [];
  let cycle = 0;
  for (; cycle < MOST && startOf(cycle) <= run; cycle++) {
    const [start, steps] = [Math.trunc(startOf(cycle)), Math.trunc(multiplier ** cycle * length)];
    const [from, to] = [peak * decay ** cycle, lowest * decay ** cycle];
    const tree = ramp({ start, end: start + steps, from, to, shape: COSINE, extend: "after" });
    all.push({ tree, until: firstStepOf(cycle + 1, startOf(cycle + 1), options) });
  }
  const rest: ScheduleDraft = {
    kind: "time",
    child: cycles(decay ** cycle, multiplier ** cycle * length),
    shift: startOf(cycle),
  };
  return parts([...all, { tree: rest }]);
}
