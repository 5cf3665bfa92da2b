/** Keras: what `serialize()` gives, `{"class_name", "config"}`, by itself or inside an optimizer; calls in Python too. */
import { constant } from "../building/curves.js";
import { defineEngine, type Report } from "../building/engine.js";
import { argumentsOf, libraryCurves } from "../building/library.js";
import { isSection, type Section } from "../reading/document.js";
import { numberIn } from "../reading/numbers.js";
import { anything, context, optional, section, text, total } from "../settings/field.js";

const SCHEDULES = [
  "ExponentialDecay",
  "PiecewiseConstantDecay",
  "PolynomialDecay",
  "InverseTimeDecay",
  "CosineDecay",
  "CosineDecayRestarts",
];
/** Entries that Keras writes besides the arguments of a schedule. */
const NOT_ARGUMENTS = new Set(["dtype"]);

interface Serialized {
  readonly name: string;
  readonly config: Section;
}

function serialized(value: unknown): Serialized | null {
  if (!isSection(value) || typeof value.class_name !== "string" || !isSection(value.config)) return null;
  return { name: value.class_name.split(">").at(-1) ?? "", config: value.config };
}

/** The schedule, or the rate, in an optimizer's config. */
function learningRate({ name, config }: Serialized): Serialized | number | null {
  if (SCHEDULES.includes(name)) return { name, config };
  const held = config.learning_rate ?? config.optimizer;
  if (typeof held === "number") return held;
  const inner = serialized(held);
  return inner === null ? null : learningRate(inner);
}

function calledSchedule(report: Report): Serialized | null {
  const call = report.calls.find(({ callee }) => SCHEDULES.includes(callee.split(".").at(-1) ?? ""));
  return call === undefined ? null : { name: call.callee.split(".").at(-1) ?? "", config: call.named };
}

export const keras = defineEngine({
  name: "keras",
  title: "Keras",
  version: "Keras 3422977a5 (2026-08-21)",
  roots: ["", "optimizer_config", "compile_config.optimizer", "training_config.optimizer_config"],
  calls: {},
  clues: [
    ["class_name", "config"],
    ["compile_config.optimizer"],
    ["optimizer_config.class_name"],
    ...SCHEDULES.map((name) => [`call:${name}`]),
  ],
  fields: {
    className: optional(text("class_name")),
    config: context(section("config")),
    weightDecay: anything("config.weight_decay"),
    total: total(),
  },
  curves(fields, report) {
    const { className } = fields;
    const given = className === undefined ? null : { name: className, config: fields.config ?? {} };
    const found = given === null ? calledSchedule(report) : learningRate(given);
    if (found === null)
      return report.refuse("className", `must be one of ${SCHEDULES.join(", ")}, or an optimizer with one`);
    const { weightDecay } = fields;
    const decayed = typeof weightDecay === "number" ? { weightDecay: constant(weightDecay) } : {};
    if (typeof found === "number") return { lr: constant(found), ...decayed };
    const args = argumentsOf(found.config, numberIn);
    const named = Object.entries(args).filter(([key]) => !NOT_ARGUMENTS.has(key));
    const steps = report.knownTotal === undefined ? {} : { steps: report.knownTotal };
    const curves = libraryCurves("keras", found.name, Object.fromEntries(named), undefined, steps);
    const { warmup_steps: warmup, warmup_target: target, decay_steps: decay } = args;
    if (typeof warmup === "number" && warmup > 0 && (target === undefined || target === null)) {
      report.note("config.warmup_steps has no effect without warmup_target");
    }
    const rises = typeof warmup === "number" && typeof target === "number" ? warmup : undefined;
    const end = found.name === "CosineDecay" && typeof decay === "number" ? decay + (rises ?? 0) : undefined;
    return { ...curves, ...decayed, facts: { total: report.knownTotal, warmup: rises, decayEnd: end } };
  },
});
