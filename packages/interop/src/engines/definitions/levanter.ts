/** Levanter: `optimizer` in YAML. Values up to 1 are shares of the run, larger ones steps; the warm-up is i/W from 0. */
import type { ScheduleDraft } from "@anneal/core";
import { type COSINE, constant, notBelow, parts, ramp } from "../building/curves.js";
import { defineEngine, type Report } from "../building/engine.js";
import { isSection } from "../reading/document.js";
import { numberIn } from "../reading/numbers.js";
import {
  anything,
  context,
  numbers,
  optional,
  positive,
  rate,
  section,
  text,
  total,
  type Values,
} from "../settings/field.js";

const FIELDS = {
  peak: positive("learning_rate", 6e-4),
  schedule: text("lr_schedule", "cosine"),
  scheduleType: optional(text("lr_schedule.type")),
  scheduleFields: context(section("lr_schedule")),
  lowest: rate("min_lr_ratio", 0.1),
  warmup: rate(["warmup", "warmup_ratio"], 0.01),
  decay: optional(rate("decay")),
  rewarmup: rate("rewarmup", 0),
  cycleLength: anything("cycle_length"),
  cycles: anything(["cycles", "haps"]),
  cycleList: numbers(["cycle_length", "cycles", "haps"]),
  cooldown: optional(rate("cooldown")),
  total: total("trainer.num_train_steps", "num_train_steps"),
  weightDecay: context(rate("weight_decay")),
};
type Fields = Values<typeof FIELDS>;

/** One of the schedules, over the steps of its own, and its value at a step. */
interface Curve {
  readonly tree: ScheduleDraft;
  at(step: number): number;
}

function shareOrSteps(value: number, steps: number): number {
  return value <= 1 ? Math.trunc(value * steps) : Math.trunc(value);
}

function curveOf(name: string, fields: Fields, steps: number, warmup: number, report: Report): Curve {
  const { peak } = fields;
  const low = peak * fields.lowest;
  const own = (key: string, otherwise: number) => {
    // `lr_schedule: cosine` is text, not a section with options.
    const section = fields.scheduleType === undefined ? null : fields.scheduleFields;
    const value = isSection(section) ? section[key] : undefined;
    return typeof value === "string"
      ? (numberIn(value) ?? otherwise)
      : typeof value === "number"
        ? value
        : otherwise;
  };
  const line = (shape?: typeof COSINE): ScheduleDraft =>
    steps <= 0
      ? constant(peak)
      : ramp({ end: steps, from: peak, to: low, ...(shape === undefined ? {} : { shape }) });
  switch (name) {
    case "constant":
      return { tree: constant(peak), at: () => peak };
    case "linear":
      return { tree: line(), at: () => (steps <= 0 ? peak : low) };
    case "cosine":
      return {
        tree: line({ kind: "cosine", exponent: own("exponent", 1) }),
        at: () => (steps <= 0 ? peak : low),
      };
    case "inv": {
      const slope = (peak / low - 1) / steps;
      const root: ScheduleDraft = { kind: "power", scale: peak, offset: 1, slope, exponent: -1 };
      const tree = notBelow(low, { kind: "time", child: root, minimum: 1 });
      return { tree, at: (step) => Math.max(low, peak / (slope * Math.max(step, 1) + 1)) };
    }
    case "inv_sqrt": {
      const scale = own("timescale", 10_000);
      const root: ScheduleDraft = {
        kind: "power",
        scale: peak,
        offset: warmup / scale,
        slope: 1 / scale,
        exponent: -0.5,
      };
      const counted: ScheduleDraft = { kind: "time", child: root, minimum: Math.max(0, 1 - warmup) };
      const tree: ScheduleDraft = { kind: "clamp", child: counted, minimum: low, maximum: peak };
      const at = (step: number) =>
        Math.min(peak, Math.max(low, peak / Math.sqrt(Math.max(step + warmup, 1) / scale)));
      return { tree, at };
    }
    case "power": {
      const batch = own("batch_size", Number.NaN);
      const tokens = batch * own("seq_length", Number.NaN);
      if (!Number.isFinite(tokens)) report.refuse("schedule", "needs batch_size and seq_length");
      const exponent = own("b", -0.51);
      const amplitude = batch * own("a", 4.6);
      const curve: ScheduleDraft = { kind: "power", scale: amplitude, slope: tokens, exponent };
      const later: ScheduleDraft = {
        kind: "clamp",
        child: { kind: "time", child: curve, minimum: 1e-9 },
        maximum: peak,
      };
      return { tree: later, at: (step) => Math.min(peak, amplitude * (step * tokens) ** exponent) };
    }
    default:
      return report.refuse("schedule", "must be one of constant, cosine, linear, inv, inv_sqrt, power");
  }
}

/** Where cycles begin and end. */
function cyclePoints(fields: Fields, steps: number): number[] {
  const { cycleLength, cycles } = fields;
  let inner: number[] = [];
  if (cycleLength !== undefined) {
    if (Array.isArray(cycleLength)) {
      let sum = 0;
      inner = fields.cycleList.map((length) => {
        sum += length;
        return sum;
      });
    } else {
      const length = Math.max(1, shareOrSteps(fields.cycleList[0] ?? 1, steps));
      inner = Array.from(
        { length: Math.min(10_000, Math.max(0, Math.floor(steps / length) - 1)) },
        (_, i) => (i + 1) * length,
      );
    }
  } else if (Array.isArray(cycles)) inner = [...fields.cycleList];
  else if (cycles !== undefined) {
    const count = Math.min(10_000, fields.cycleList[0] ?? 1);
    inner = Array.from({ length: Math.max(0, count - 1) }, (_, i) => Math.trunc((steps / count) * (i + 1)));
  }
  const points = [0, ...inner];
  return points.at(-1) === steps ? points : [...points, steps];
}

export const levanter = defineEngine({
  name: "levanter",
  title: "Levanter",
  version: "levanter 9263f81e (2025-09-26)",
  roots: ["optimizer", ""],
  clues: [
    ["optimizer.learning_rate", "trainer.num_train_steps"],
    ["trainer.num_train_steps", "optimizer"],
    ["trainer.num_train_steps", "optimizer.warmup", "optimizer.learning_rate"],
  ],
  fields: FIELDS,
  curves(fields, report) {
    const run = fields.total;
    const cooldown = fields.cooldown === undefined ? 0 : shareOrSteps(fields.cooldown, run);
    const name = fields.scheduleType ?? fields.schedule;
    const joined: { tree: ScheduleDraft; until: number }[] = [];
    let before = 0;
    let last: { curve: Curve; steps: number } | undefined;
    let firstWarmup = 0;
    const points = cyclePoints(fields, run - cooldown);
    for (const [cycle, start] of points.slice(0, -1).entries()) {
      const end = points[cycle + 1] as number;
      const length = end - start;
      const warmup = shareOrSteps(cycle === 0 ? fields.warmup : fields.rewarmup, length);
      if (cycle === 0) firstWarmup = warmup;
      if (warmup !== 0)
        joined.push({ tree: ramp({ end: warmup, from: before, to: fields.peak }), until: start + warmup });
      const decayed = fields.decay === undefined ? length - warmup : shareOrSteps(fields.decay, length);
      const stable = length - warmup - decayed;
      const decayStart = start + warmup + stable;
      if (stable > 0) joined.push({ tree: constant(fields.peak), until: decayStart });
      // A decay that is longer than its cycle begins before it.
      if (stable < 0) for (const part of joined) part.until = Math.min(part.until, decayStart);
      const curve = curveOf(name, fields, decayed, warmup, report);
      joined.push({ tree: curve.tree, until: end });
      before = curve.at(decayed);
      last = { curve, steps: decayed };
    }
    const low = fields.peak * fields.lowest;
    if (cooldown > 0 && last !== undefined) {
      joined.push({ tree: ramp({ end: cooldown, from: last.curve.at(last.steps), to: low }), until: run });
    }
    const all = joined.map((part, i) => (i === joined.length - 1 ? { tree: part.tree } : part));
    const { weightDecay } = fields;
    return {
      lr: parts(all, { rebase: true }),
      ...(weightDecay === undefined ? {} : { weightDecay: constant(weightDecay) }),
      facts: { total: run, warmup: firstWarmup, decayEnd: run, peak: fields.peak, floor: low },
    };
  },
});
