/** lingua: `optim` in YAML. The warm-up is i/W, i < W. */
import type { ScheduleDraft } from "@anneal/core";
import {
  constant,
  decay,
  notBelow,
  type Part,
  parts,
  powerOf,
  ramp,
  type Shape,
  scaled,
  warmUpThen,
} from "../building/curves.js";
import { defineEngine, type Report } from "../building/engine.js";
import { choice, count, number, optional, positive, rate, total, type Values } from "../settings/field.js";

const FIELDS = {
  peak: positive("optim.lr", 3e-4),
  scheduler: choice("optim.scheduler", ["constant", "linear", "inv_sqrt", "cosine", "wsd"], "cosine"),
  warmup: count("optim.warmup", 2000),
  lowest: rate("optim.lr_min_ratio", 0.1),
  cycleLength: positive("optim.cycle_length", 1),
  theta: positive("optim.cosine_theta", 1),
  decayFraction: rate("optim.decay_fraction", 0.1),
  exponent: rate("optim.exp_factor", 0.5),
  annealing: optional(number("optim.annealing_step")),
  total: total("steps"),
  weightDecay: rate("optim.weight_decay", 0.1),
};
type Fields = Values<typeof FIELDS>;

const MOST_CYCLES = 10_000;

/** `cos(pi * u ^ theta / cycle)`, with the other sign in every second cycle. */
function cosine({ warmup, total, lowest, cycleLength, theta }: Fields): ScheduleDraft {
  if (total <= warmup) return constant(lowest);
  const easing: Shape = { kind: "cosine", halfCycles: 1 / cycleLength, timeExponent: theta };
  const wave = (from: number, to: number) => ramp({ start: warmup, end: total, from, to, shape: easing });
  const length = total * cycleLength;
  const all: Part[] = [];
  const waveOf = (cycle: number) => (cycle % 2 === 0 ? wave(1, lowest) : wave(lowest, 1));
  for (let cycle = 0; cycle * length < total && cycle < MOST_CYCLES; cycle++) {
    all.push({ tree: waveOf(cycle), until: Math.min(total, (cycle + 1) * length) });
  }
  // The formula includes the end of the run, which begins a cycle if the run is a whole number of them.
  const last = waveOf(Math.floor(total / length));
  return parts([...all, { tree: last, until: total + 1 }, { tree: constant(lowest) }]);
}

/** Cycles of a stable phase and `1 / (u / min + 1 - u)`, which ends at the end of each cycle. */
function wsd({ total, lowest, cycleLength, decayFraction }: Fields): ScheduleDraft {
  const length = Math.max(1, Math.trunc(total * cycleLength));
  const all: Part[] = [];
  for (let cycle = 1; cycle <= MOST_CYCLES; cycle++) {
    const end = length * cycle;
    const decaying = Math.trunc(end * decayFraction);
    const start = end - decaying;
    const slope = decaying === 0 ? 0 : (1 / lowest - 1) / decaying;
    const fall: ScheduleDraft = {
      kind: "time",
      child: { kind: "power", offset: 1, slope, exponent: -1 },
      shift: start,
    };
    const isLast = end >= total;
    if (start > 0) all.push({ tree: constant(1), until: Math.min(start, total) });
    all.push({ tree: fall, until: isLast ? total : end });
    if (isLast) break;
  }
  return parts([...all, { tree: constant(lowest) }]);
}

function bodyOf(fields: Fields, report: Report): ScheduleDraft {
  const { warmup, lowest, scheduler } = fields;
  switch (scheduler) {
    case "linear":
      return decay({ start: warmup, end: fields.total, from: 1, to: lowest });
    case "inv_sqrt":
      if (warmup === 0) return notBelow(lowest, constant(0));
      return notBelow(lowest, { kind: "time", child: powerOf(1, warmup, -fields.exponent), minimum: 1 });
    case "cosine":
      return cosine(fields);
    case "wsd":
      if (lowest === 0) report.refuse("lowest", "must be above 0 for wsd, which divides by it");
      return wsd(fields);
    default:
      return constant(1);
  }
}

export const lingua = defineEngine({
  name: "lingua",
  title: "lingua",
  version: "lingua 437d680 (2025-06-18)",
  clues: [
    ["optim.lr", "steps", "grad_acc_steps"],
    ["optim.lr_min_ratio", "steps"],
    ["optim.warmup", "optim.lr", "steps"],
  ],
  fields: FIELDS,
  curves(fields, report) {
    const { peak, warmup, scheduler, lowest } = fields;
    const isConstant = scheduler === "constant";
    const lr = isConstant
      ? constant(peak)
      : scaled(peak, warmUpThen({ steps: warmup, to: 1 }, bodyOf(fields, report)));
    return {
      lr,
      weightDecay: constant(fields.weightDecay),
      facts: {
        total: report.knownTotal,
        warmup: isConstant ? undefined : warmup,
        peak,
        floor: lowest * peak,
      },
    };
  },
});
