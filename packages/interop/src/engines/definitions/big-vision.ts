/** big_vision: `config.schedule` in Python. The warm-up, i/W, and the cooldown multiply the decay. */
import type { ScheduleDraft } from "@anneal/core";
import { roundHalfEven } from "../../lowering/round-half-even.js";
import {
  COSINE,
  constant,
  decay,
  polynomialShape,
  product,
  ramp,
  scaled,
  stairs,
} from "../building/curves.js";
import { defineEngine, type Report } from "../building/engine.js";
import { isSection, type Section, Unresolved } from "../reading/document.js";
import { numberIn } from "../reading/numbers.js";
import { anything, context, count, number, positive, total, type Values } from "../settings/field.js";

const FIELDS = {
  peak: positive("lr"),
  schedule: anything("schedule"),
  multipliers: anything("lr_mults"),
  batch: context(count(["input.batch_size", "batch_size"])),
  dataSize: context(count("data_size")),
  total: total("total_steps"),
  epochs: context(number("total_epochs")),
  examples: context(number("total_examples")),
  weightDecay: context(number("wd")),
};
type Fields = Values<typeof FIELDS>;

const atLeastOne = (steps: number) => (steps === 0 ? 0 : Math.max(1, roundHalfEven(steps)));

function runOf(fields: Fields, report: Report): number {
  const { batch, dataSize, epochs, examples } = fields;
  if (report.knownTotal !== undefined) return report.knownTotal;
  if (examples !== undefined && batch !== undefined) return atLeastOne(examples / batch);
  if (epochs !== undefined && batch !== undefined && dataSize !== undefined)
    return atLeastOne((epochs * dataSize) / batch);
  return fields.total;
}

function numberOf(schedule: Section, key: string): number | undefined {
  const value = schedule[key];
  return typeof value === "string" ? numberIn(value) : typeof value === "number" ? value : undefined;
}

/** A length in steps, examples, epochs or a share of the run. */
function lengthOf(prefix: string, schedule: Section, fields: Fields, run: number, report: Report): number {
  const steps = numberOf(schedule, `${prefix}_steps`);
  if (steps !== undefined) return steps;
  const batch = () => fields.batch ?? report.ask("input.batch_size");
  const examples = numberOf(schedule, `${prefix}_examples`);
  if (examples !== undefined) return atLeastOne(examples / batch());
  const epochs = numberOf(schedule, `${prefix}_epochs`);
  if (epochs !== undefined)
    return atLeastOne(epochs * ((fields.dataSize ?? report.ask("data_size")) / batch()));
  const share = numberOf(schedule, `${prefix}_percent`);
  return share === undefined ? 0 : atLeastOne(share * run);
}

function bodyOf(
  schedule: Section,
  peak: number,
  warmup: number,
  run: number,
  report: Report,
  fields: Fields,
): ScheduleDraft {
  const type = schedule.decay_type ?? "stair";
  switch (type) {
    case "linear":
    case "polynomial": {
      const to = numberOf(schedule, "end") ?? numberOf(schedule, "linear_end") ?? 0;
      return decay({
        start: warmup,
        end: run,
        from: peak,
        to,
        shape: polynomialShape(numberOf(schedule, "power") ?? 1),
      });
    }
    case "cosine":
      return decay({ start: warmup, end: run, from: peak, to: 0, shape: COSINE });
    case "rsqrt": {
      const examples = numberOf(schedule, "timescale_examples");
      const scale =
        examples === undefined
          ? (numberOf(schedule, "timescale") ?? 10_000)
          : examples / (fields.batch ?? report.ask("input.batch_size"));
      const shift = numberOf(schedule, "shift") ?? 0;
      const root: ScheduleDraft = {
        kind: "power",
        scale: peak,
        offset: 1 + (shift - warmup) / scale,
        slope: 1 / scale,
        exponent: -0.5,
      };
      return { kind: "time", child: root, minimum: warmup };
    }
    case "stair": {
      const list = (key: string) =>
        Array.isArray(schedule[key]) ? (schedule[key] as unknown[]).map(Number) : [];
      const mults = list("mults");
      const steps = list("steps").slice(0, mults.length);
      return steps.length === 0
        ? constant(peak)
        : stairs(
            steps,
            [1, ...mults.slice(0, steps.length)].map((factor) => factor * peak),
          );
    }
    default:
      return report.refuse(
        "schedule",
        "must have a decay_type of linear, polynomial, cosine, rsqrt or stair",
      );
  }
}

function curveOf(schedule: Section, fields: Fields, run: number, report: Report): ScheduleDraft {
  const scale =
    schedule.scale_with_batchsize === true ? (fields.batch ?? report.ask("input.batch_size")) / 256 : 1;
  const warmup = lengthOf("warmup", schedule, fields, run, report);
  const cooldown = lengthOf("cooldown", schedule, fields, run, report);
  const body = bodyOf(schedule, fields.peak * scale, warmup, run, report, fields);
  const factors = [
    ...(warmup > 0 ? [ramp({ end: warmup, from: 0, to: 1 })] : []),
    ...(cooldown > 0
      ? [ramp({ start: run - cooldown, end: run, from: 1, to: 0, extend: "after" as const })]
      : []),
  ];
  return product([...factors, body]);
}

export const bigVision = defineEngine({
  name: "big_vision",
  title: "big_vision",
  version: "big_vision 0127fb6 (2025-05-19)",
  roots: ["config", "c", ""],
  calls: {},
  clues: [
    ["config.schedule", "config.lr"],
    ["config.schedule", "config.lr", "config.input"],
    ["c.schedule", "c.lr", "c.input"],
  ],
  fields: FIELDS,
  curves(fields, report) {
    const { schedule, peak, weightDecay } = fields;
    const run = runOf(fields, report);
    const listed: readonly (readonly [string, unknown])[] = Array.isArray(schedule)
      ? schedule.flatMap((item) => (Array.isArray(item) ? [[String(item[0]), item[1]] as const] : []))
      : [["main", schedule]];
    const curves = listed.flatMap(([name, own]) => {
      if (own instanceof Unresolved && own.name !== "") report.ask(own.name);
      return isSection(own) ? [{ name, lr: curveOf(own, fields, run, report) }] : [];
    });
    const [main, ...others] = curves;
    if (main === undefined)
      return report.refuse("schedule", "must be a dict of a schedule, or a list of patterns with one");
    const scaledGroups = Array.isArray(fields.multipliers)
      ? fields.multipliers.flatMap((item) =>
          Array.isArray(item) && typeof item[1] === "number"
            ? [{ name: String(item[0]), lr: scaled(item[1], main.lr) }]
            : [],
        )
      : [];
    const warmup = listed
      .map(([, own]) => (isSection(own) ? lengthOf("warmup", own, fields, run, report) : 0))
      .at(0);
    return {
      lr: main.lr,
      groups: [...others, ...scaledGroups],
      ...(weightDecay === undefined ? {} : { weightDecay: constant(weightDecay) }),
      facts: { total: report.knownTotal, warmup, peak },
    };
  },
});
