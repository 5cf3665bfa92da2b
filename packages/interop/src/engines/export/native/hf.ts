/** transformers' `TrainingArguments`. */

import { isBefore, type Version } from "../versions.js";
import { toYaml } from "../writing/sections.js";
import { type Candidate, type ExportContext, type NativeForm, nearest, ratioOf } from "./form.js";
import type { Fit } from "./segments.js";

/** Before it, warm-ups as a share of the run were a field of their own. */
const FIRST_WITHOUT_RATIO: Version = [5];

function warmUp(steps: number, { total, version }: ExportContext): Record<string, number> {
  if (version === null || !isBefore(version, FIRST_WITHOUT_RATIO)) return { warmup_steps: steps };
  const ratio = steps / total;
  return steps < total && Math.ceil(total * ratio) === steps
    ? { warmup_ratio: ratio }
    : { warmup_steps: steps };
}

function named(
  name: string,
  fit: Fit,
  warmup: number,
  context: ExportContext,
  kwargs: object = {},
): Candidate {
  const written = Object.entries(kwargs).map(([key, value]) => [`lr_scheduler_kwargs.${key}`, value]);
  return {
    fields: {
      learning_rate: fit.peak,
      lr_scheduler_type: name,
      ...Object.fromEntries(written),
      ...warmUp(warmup, context),
      max_steps: context.total,
    },
  };
}

/** The least timescale that keeps its digits in the arithmetic of transformers, as a share of the warm-up. */
const LEAST_TIMESCALE = 1e-3;

/** The `num_cycles` with which half of the cosine ends at `end` instead of at the end of the run. */
function cycles(start: number, end: number, total: number): { num_cycles?: number } {
  return end === total ? {} : { num_cycles: (0.5 * (total - start)) / (end - start) };
}

function cosines(fit: Fit, context: ExportContext): Candidate[] {
  const { total } = context;
  const { peak, first, warmup, start, end, floor } = fit;
  const steps = nearest(warmup);
  const found: Candidate[] = [];
  if (steps < total) {
    const kwargs = cycles(steps, end, total);
    found.push(
      floor === 0
        ? named("cosine", fit, steps, context, kwargs)
        : named("cosine_with_min_lr", fit, steps, context, { ...kwargs, min_lr: floor }),
    );
  }
  // The only warm-up here that does not begin at 0. It is one update ahead: it ends, and the cosine begins, at W - 1.
  const ahead = nearest(start) + 1;
  if (first > 0 && ahead > 1 && ahead < total) {
    const rate =
      Math.abs(first * ahead - peak) <= 1e-12 * peak ? {} : { warmup_lr_rate: ratioOf(first, peak) };
    const kwargs = { ...cycles(ahead - 1, end, total - 1), min_lr: floor, ...rate };
    found.push(named("cosine_warmup_with_min_lr", fit, ahead, context, kwargs));
  }
  return found;
}

/** The first versions that have a scheduler with the arguments that are written here; the others are older than all. */
const FIRST_WITH: Readonly<Record<string, Version>> = {
  cosine_with_min_lr: [4, 40],
  cosine_warmup_with_min_lr: [4, 54],
  warmup_stable_decay: [4, 49],
};
const FIRST_WITH_KWARGS: Version = [4, 36];

function isIn(version: Version | null, { fields }: Candidate): boolean {
  if (version === null) return true;
  const hasKwargs = Object.keys(fields).some((path) => path.startsWith("lr_scheduler_kwargs."));
  const first = FIRST_WITH[String(fields.lr_scheduler_type)] ?? (hasKwargs ? FIRST_WITH_KWARGS : null);
  return first === null || !isBefore(version, first);
}

const DECAY_TYPES = { linear: "linear", cosine: "cosine", sqrt: "1-sqrt" } as const;

function stable(fit: Fit, context: ExportContext): Candidate[] {
  const { peak, warmup, start, end, floor, shape } = fit;
  if (!(shape in DECAY_TYPES)) return [];
  const steps = nearest(warmup);
  const decay = Math.max(1, nearest(end) - nearest(start));
  const kwargs = {
    num_stable_steps: Math.max(0, nearest(start) - steps),
    num_decay_steps: decay,
    decay_type: DECAY_TYPES[shape as keyof typeof DECAY_TYPES],
    min_lr_ratio: ratioOf(floor, peak),
  };
  return [named("warmup_stable_decay", fit, steps, context, kwargs)];
}

function candidates(fit: Fit, context: ExportContext): readonly Candidate[] {
  return shaped(fit, context).filter((candidate) => isIn(context.version, candidate));
}

function shaped(fit: Fit, context: ExportContext): Candidate[] {
  const { warmup, floor, shape, power, timescale } = fit;
  const steps = nearest(warmup);
  switch (shape) {
    case "constant":
      return [
        steps === 0 ? named("constant", fit, 0, context) : named("constant_with_warmup", fit, steps, context),
      ];
    case "inverseSqrt":
      // transformers adds `timescale - warmup_steps` to the update, in which a small timescale loses its digits.
      if (timescale < LEAST_TIMESCALE * steps) return [];
      return [named("inverse_sqrt", fit, steps, context, timescale === steps ? {} : { timescale })];
    case "linear":
      return [
        ...(floor === 0 ? [named("linear", fit, steps, context)] : []),
        named("polynomial", fit, steps, context, { lr_end: floor, power: 1 }),
        ...stable(fit, context),
      ];
    case "polynomial":
      return [named("polynomial", fit, steps, context, { lr_end: floor, power })];
    case "cosine":
      return [...cosines(fit, context), ...stable(fit, context)];
    default:
      return stable(fit, context);
  }
}

export const hf: NativeForm = {
  engine: "hf",
  shapes: ["linear", "cosine", "sqrt", "polynomial", "inverseSqrt"],
  candidates,
  write: ({ fields }) => ({ name: "training_args.yaml", format: "yaml", text: toYaml(fields) }),
};
