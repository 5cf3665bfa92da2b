/** fairseq2: `lr_scheduler: {name, config}` in YAML. The warm-up is start + (P - start) i/W, i < W. */
import type { ScheduleDraft } from "@anneal/core";
import {
  constant,
  decay,
  inverseSquareRoot,
  parts,
  polynomialShape,
  powerOf,
  warmUpThen,
} from "../building/curves.js";
import { defineEngine, type Report } from "../building/engine.js";
import {
  context,
  count,
  numbers,
  optional,
  positive,
  rate,
  text,
  total,
  type Values,
} from "../settings/field.js";
import { cosineCycles } from "./fairseq2/cycles.js";
import { inRecipe, RECIPE_MARKS } from "./fairseq2/recipes.js";

const NAMES = ["cosine_annealing", "myle", "noam", "polynomial_decay", "tri_stage", "passthrough"];

const FIELDS = {
  peak: positive("optimizer.config.lr", 1e-3),
  name: text("lr_scheduler.name"),
  warmup: optional(count("lr_scheduler.config.num_warmup_steps")),
  cycleLength: optional(count("lr_scheduler.config.cycle_len")),
  cycleMultiplier: positive("lr_scheduler.config.cycle_mul", 1),
  rateMultiplier: positive("lr_scheduler.config.lr_mul", 1),
  first: rate("lr_scheduler.config.start_lr", 0),
  last: optional(rate("lr_scheduler.config.final_lr")),
  lastScale: optional(rate("lr_scheduler.config.final_lr_scale")),
  firstScale: rate("lr_scheduler.config.start_lr_scale", 0.01),
  power: positive("lr_scheduler.config.power", 1),
  stages: numbers("lr_scheduler.config.stage_ratio", [0, 0, 1]),
  total: total("regime.num_steps"),
  weightDecay: context(rate("optimizer.config.weight_decay")),
  ...RECIPE_MARKS,
};
type Fields = Values<typeof FIELDS>;

/** The cycles restart at their end, where other engines hold. */
function cosine(fields: Fields, report: Report): ScheduleDraft {
  const { peak, last, lastScale, cycleLength, cycleMultiplier, rateMultiplier } = fields;
  if (last !== undefined && lastScale !== undefined)
    report.refuse("last", "must not be given together with final_lr_scale");
  if (last === undefined && lastScale === undefined)
    report.assume("lr_scheduler.config.final_lr_scale = 0.2");
  const low = last ?? peak * (lastScale ?? 0.2);
  const warmup = warmupOf(fields, 0, report);
  if (cycleLength === undefined)
    report.assume("lr_scheduler.config.cycle_len = num_steps - num_warmup_steps");
  const length = cycleLength ?? fields.total - warmup;
  if (length <= 0) report.refuse("total", `must be more than the ${warmup} updates of the warm-up`);
  const cycles = cosineCycles({
    peak,
    lowest: low,
    length,
    multiplier: cycleMultiplier,
    decay: rateMultiplier,
    run: report.knownTotal,
  });
  const counted: ScheduleDraft = { kind: "time", child: cycles, shift: warmup };
  return warmUpThen({ steps: warmup, from: fields.first, to: peak }, counted);
}

function warmupOf({ warmup }: Fields, otherwise: number, report: Report): number {
  if (warmup === undefined) report.assume(`lr_scheduler.config.num_warmup_steps = ${otherwise}`);
  return warmup ?? otherwise;
}

function polynomial(fields: Fields, report: Report): ScheduleDraft {
  const { peak, total } = fields;
  if (fields.last === undefined) report.assume("lr_scheduler.config.final_lr = 0");
  const warmup = warmupOf(fields, 0, report);
  const fall = decay({
    start: warmup,
    end: total,
    from: peak,
    to: fields.last ?? 0,
    shape: polynomialShape(fields.power),
  });
  return warmUpThen({ steps: warmup, from: fields.first, to: peak }, fall);
}

/** Up, level, and down by a factor: `P * f ^ x`. */
function triStage(fields: Fields, report: Report): ScheduleDraft {
  const { peak, total } = fields;
  const final = fields.lastScale ?? 0.01;
  if (fields.lastScale === undefined) report.assume("lr_scheduler.config.final_lr_scale = 0.01");
  const [up = 0, level = 0, down = 0] = fields.stages.map((ratio) => Math.trunc(ratio * total));
  const start = up + level;
  const fall: ScheduleDraft =
    down > 0
      ? { kind: "ramp", start, end: start + down, from: peak, to: peak * final, interpolation: "geometric" }
      : constant(peak * final);
  const rest = parts([{ tree: constant(peak), until: start }, { tree: fall }]);
  return warmUpThen({ steps: up, from: fields.firstScale * peak, to: peak }, rest);
}

/** `lr` is a multiplier here. */
function noam(fields: Fields, report: Report): ScheduleDraft {
  const { peak } = fields;
  const warmup = warmupOf(fields, 0, report);
  const root: ScheduleDraft = { kind: "time", child: powerOf(peak, 1, -0.5), minimum: 1 };
  return warmUpThen({ steps: warmup, to: peak / Math.sqrt(warmup) }, root);
}

function curveOf(name: string, fields: Fields, report: Report): ScheduleDraft {
  switch (name) {
    case "cosine_annealing":
      return cosine(fields, report);
    case "polynomial_decay":
      return polynomial(fields, report);
    case "tri_stage":
      return triStage(fields, report);
    case "noam":
      return noam(fields, report);
    case "myle": {
      const warmup = warmupOf(fields, 1, report);
      const rest = inverseSquareRoot(fields.peak, warmup);
      return warmUpThen({ steps: warmup, from: fields.first, to: fields.peak }, rest);
    }
    case "passthrough":
      return constant(fields.peak);
    default:
      return report.refuse("name", `must be one of ${NAMES.join(", ")}`);
  }
}

export const fairseq2 = defineEngine({
  name: "fairseq2",
  title: "fairseq2",
  version: "fairseq2 027bdebca (2026-04-10)",
  clues: [
    ["lr_scheduler.name", "lr_scheduler.config"],
    ["regime.num_steps", "optimizer.config"],
    ["regime.num_steps", "lr_scheduler.config"],
    ["regime.num_steps", "lr_scheduler.name", "optimizer.config.lr"],
  ],
  fields: FIELDS,
  curves(written, report) {
    const fields = inRecipe(written, report);
    const { weightDecay } = fields;
    const name = fields.name.replaceAll("-", "_").replace(/^.*>/, "");
    return {
      lr: curveOf(name, fields, report),
      ...(weightDecay === undefined ? {} : { weightDecay: constant(weightDecay) }),
      facts: { total: report.knownTotal, warmup: fields.warmup, peak: fields.peak },
    };
  },
});
