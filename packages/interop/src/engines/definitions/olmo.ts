/** OLMo: `scheduler` in YAML. It counts c = i + 1, and the warm-up starts at 10 % of the rate unless the file says otherwise. */
import { type ScheduleDraft, scheduleFromTree } from "@anneal/core";
import {
  COSINE,
  constant,
  cosineDecay,
  countedFrom,
  decay,
  inverseSquareRoot,
  parts,
  product,
  raised,
  warmUpThen,
} from "../building/curves.js";
import { defineEngine, type Report } from "../building/engine.js";
import {
  choice,
  context,
  count,
  number,
  optional,
  positive,
  rate,
  text,
  total,
  type Values,
} from "../settings/field.js";
import { countOfRun, readRunLength } from "./shared/tokens.js";

const NAMES = [
  "cosine_with_warmup",
  "linear_with_warmup",
  "inverse_sqrt_with_warmup",
  "max_scheduler",
  "constant",
  "cosine_linear_envelope",
  "constant_with_warmup",
] as const;

const FIELDS = {
  peak: positive("optimizer.learning_rate", 1e-4),
  name: choice("scheduler.name", NAMES, "cosine_with_warmup"),
  units: choice("scheduler.units", ["steps", "tokens"], "steps"),
  warmup: rate("scheduler.t_warmup", 100),
  end: optional(positive("scheduler.t_max")),
  alpha: rate("scheduler.alpha_f", 0.1),
  first: optional(rate("scheduler.warmup_min_lr")),
  clipWarmup: context(number("scheduler.grad_clip_warmup_steps")),
  clipFactor: context(number("scheduler.grad_clip_warmup_factor")),
  total: total(),
  maxDuration: context(text("max_duration")),
  stopAt: context(number(["stop_at", "stop_after"])),
  batch: context(count("global_train_batch_size")),
  sequence: context(count("model.max_sequence_length")),
  weightDecay: context(rate("optimizer.weight_decay")),
};
type Fields = Values<typeof FIELDS>;

interface Lengths {
  readonly warmup: number;
  readonly end: number;
}

function tokensPerUpdate({ batch, sequence }: Fields, report: Report): number {
  if (batch === undefined) report.ask("global_train_batch_size");
  if (sequence === undefined) report.ask("model.max_sequence_length");
  return (batch ?? Number.NaN) * (sequence ?? Number.NaN);
}

/** The updates of the run: what the caller says, or `max_duration`. */
function runOf(fields: Fields, report: Report): number {
  const known = report.knownTotal;
  if (known !== undefined) return known;
  const length = fields.maxDuration === undefined ? null : readRunLength(fields.maxDuration);
  if (length?.unit === "steps") return length.value;
  return length?.unit === "tokens"
    ? Math.floor(length.value / tokensPerUpdate(fields, report))
    : fields.total;
}

/** Token counts become updates, a fraction of one included. */
function lengthsOf(fields: Fields, report: Report): Lengths {
  const { end } = fields;
  if (fields.units === "steps")
    return { warmup: Math.trunc(fields.warmup), end: end ?? runOf(fields, report) };
  const unit = tokensPerUpdate(fields, report);
  const length = fields.maxDuration === undefined ? null : readRunLength(fields.maxDuration);
  const tokens =
    length?.unit === "tokens" ? countOfRun(length.value, unit, report) / unit : runOf(fields, report);
  return {
    warmup: Math.trunc(fields.warmup) / unit,
    end: end === undefined ? tokens : Math.trunc(end) / unit,
  };
}

function cosine(peak: number, low: number, { warmup, end }: Lengths): ScheduleDraft {
  return parts([
    { tree: cosineDecay({ start: warmup, end, from: peak, to: low }), until: end },
    { tree: constant(low) },
  ]);
}

/** The larger of a cosine and an inverse square root, which meet where one crosses the other. */
function largerOf(first: ScheduleDraft, second: ScheduleDraft, from: number, to: number): ScheduleDraft {
  const [one, other] = [scheduleFromTree(first), scheduleFromTree(second)];
  const isFirst = (at: number) => one(at) >= other(at);
  const pieces: { tree: ScheduleDraft; until?: number }[] = [];
  let current = isFirst(from);
  for (let at = Math.ceil(from); at <= to; at++) {
    if (isFirst(at) === current) continue;
    pieces.push({ tree: current ? first : second, until: at });
    current = !current;
  }
  return parts([...pieces, { tree: current ? first : second }]);
}

function curveOf(
  fields: Fields,
  report: Report,
): { readonly lr: ScheduleDraft; readonly lengths: Lengths | null } {
  const { peak, name, alpha } = fields;
  if (name === "constant") return { lr: constant(peak), lengths: null };
  if (fields.first === undefined) report.assume("scheduler.warmup_min_lr = 0.1 * optimizer.learning_rate");
  const needsEnd = name !== "inverse_sqrt_with_warmup" && name !== "constant_with_warmup";
  const inTokens = fields.units === "tokens";
  const steps = inTokens
    ? Math.trunc(fields.warmup) / tokensPerUpdate(fields, report)
    : Math.trunc(fields.warmup);
  const lengths = needsEnd ? lengthsOf(fields, report) : { warmup: steps, end: Number.NaN };
  const { warmup, end } = lengths;
  const low = needsEnd ? peak * alpha : 0;
  const root = inverseSquareRoot(peak, warmup);
  const bodies: Readonly<Record<Exclude<(typeof NAMES)[number], "constant">, () => ScheduleDraft>> = {
    cosine_with_warmup: () => cosine(peak, low, lengths),
    linear_with_warmup: () => decay({ start: warmup, end, from: peak, to: low }),
    inverse_sqrt_with_warmup: () => root,
    constant_with_warmup: () => constant(peak),
    max_scheduler: () => largerOf(cosine(peak, low, lengths), root, warmup, end),
    // The cosine and a line, multiplied, above the floor.
    cosine_linear_envelope: () => {
      const line = decay({ start: warmup, end, from: 1, to: 0 });
      return raised(
        low,
        product([line, decay({ start: warmup, end, from: peak - low, to: 0, shape: COSINE })]),
      );
    },
  };
  const from = fields.first ?? 0.1 * peak;
  return { lr: countedFrom(1, warmUpThen({ steps: warmup, from, to: peak }, bodies[name]())), lengths };
}

export const olmo = defineEngine({
  name: "olmo",
  title: "OLMo",
  version: "OLMo 59a53e3f (2025-09-04)",
  clues: [
    ["optimizer.learning_rate", "scheduler.t_warmup"],
    ["optimizer.learning_rate", "scheduler.t_warmup", "max_duration"],
    ["global_train_batch_size", "device_train_microbatch_size", "optimizer.learning_rate"],
    ["scheduler.name=cosine_linear_envelope|max_scheduler"],
  ],
  fields: FIELDS,
  curves(fields, report) {
    const { weightDecay, peak, clipWarmup, stopAt } = fields;
    if (clipWarmup !== undefined && fields.clipFactor !== undefined) {
      report.note("scheduler.grad_clip_warmup_* changes the gradient clipping, not the rate");
    }
    if (stopAt !== undefined)
      report.note(`the run stops at update ${stopAt}; the schedule is that of the whole run`);
    const { lr, lengths } = curveOf(fields, report);
    return {
      lr,
      ...(weightDecay === undefined ? {} : { weightDecay: constant(weightDecay) }),
      facts: { total: report.knownTotal, warmup: lengths?.warmup, decayEnd: lengths?.end, peak },
    };
  },
});
