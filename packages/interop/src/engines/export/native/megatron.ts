/** Megatron's `OptimizerParamScheduler`, which Megatron-LM, Megatron-Bridge and AutoModel configure by names of their own. */
import type { EngineName } from "../../registry.js";
import type { ExportedFile } from "../result.js";
import { toFlags, toYaml } from "../writing/sections.js";
import {
  type Candidate,
  type ExportContext,
  type NativeFields,
  type NativeForm,
  nearest,
  wholeOrNull,
} from "./form.js";
import type { DecayShape, Fit } from "./segments.js";

interface Names {
  readonly peak: string;
  readonly lowest: string;
  readonly first: string;
  readonly style: string;
  readonly warmup: string;
  /** A share of the decay, which may be a fraction of an update; null: there is no such field. */
  readonly warmupFraction: string | null;
  readonly decay: string;
  readonly stableStyle: string;
  readonly stableDecay: string;
  readonly total: string;
}

const STABLE_STYLES: Partial<Record<DecayShape, string>> = {
  linear: "linear",
  cosine: "cosine",
  halfLife: "exponential",
  sqrt: "minus_sqrt",
};

function fieldsOf(
  names: Names,
  fit: Fit,
  { total }: ExportContext,
  style: string,
  end: number,
): NativeFields {
  const { first, peak, warmup, floor, start, shape } = fit;
  const whole = wholeOrNull(warmup);
  const rise =
    whole === null && names.warmupFraction !== null
      ? { [names.warmupFraction]: warmup / end }
      : { [names.warmup]: whole ?? nearest(warmup) };
  return {
    [names.peak]: peak,
    [names.lowest]: style === "constant" ? 0 : floor,
    [names.style]: style,
    [names.total]: total,
    [names.decay]: end,
    ...rise,
    [names.first]: Math.min(first, peak),
    ...(style === "WSD"
      ? { [names.stableStyle]: STABLE_STYLES[shape], [names.stableDecay]: Math.max(1, end - nearest(start)) }
      : {}),
  };
}

function candidatesFor(names: Names, more: (fit: Fit) => NativeFields) {
  return (fit: Fit, context: ExportContext): Candidate[] => {
    const { shape, start, end, warmup } = fit;
    const { total } = context;
    const candidate = (style: string, length: number): Candidate => ({
      fields: { ...more(fit), ...fieldsOf(names, fit, context, style, length) },
    });
    if (shape === "constant") return [candidate("constant", Math.max(total, nearest(warmup) + 1))];
    if (shape === "inverseSqrt")
      return [candidate("inverse-square-root", Math.max(total, nearest(warmup) + 1))];
    const length = Math.max(nearest(end), nearest(warmup) + 1);
    const isDirect = (shape === "linear" || shape === "cosine") && nearest(start) - warmup < 1;
    return [...(isDirect ? [candidate(shape, length)] : []), candidate("WSD", length)];
  };
}

function form(
  engine: EngineName,
  names: Names,
  file: (fields: NativeFields) => ExportedFile,
  more: (fit: Fit) => NativeFields = () => ({}),
): NativeForm {
  return {
    engine,
    shapes: ["linear", "cosine", "sqrt", "halfLife", "inverseSqrt"],
    candidates: candidatesFor(names, more),
    write: ({ fields }) => file(fields),
  };
}

export const megatron = form(
  "megatron",
  {
    peak: "lr",
    lowest: "min_lr",
    first: "lr_warmup_init",
    style: "lr_decay_style",
    warmup: "lr_warmup_iters",
    warmupFraction: "lr_warmup_fraction",
    decay: "lr_decay_iters",
    stableStyle: "lr_wsd_decay_style",
    stableDecay: "lr_wsd_decay_iters",
    total: "train_iters",
  },
  (fields) => ({ name: "megatron.flags", format: "flags", text: toFlags(fields) }),
);

export const megatronBridge = form(
  "megatron-bridge",
  {
    peak: "optimizer.lr",
    lowest: "optimizer.min_lr",
    first: "scheduler.lr_warmup_init",
    style: "scheduler.lr_decay_style",
    warmup: "scheduler.lr_warmup_iters",
    warmupFraction: "scheduler.lr_warmup_fraction",
    decay: "scheduler.lr_decay_iters",
    stableStyle: "scheduler.lr_wsd_decay_style",
    stableDecay: "scheduler.lr_wsd_decay_iters",
    total: "train.train_iters",
  },
  (fields) => ({ name: "megatron_bridge.yaml", format: "yaml", text: toYaml(fields) }),
);

export const automodel = form(
  "automodel",
  {
    peak: "lr_scheduler.max_lr",
    lowest: "lr_scheduler.min_lr",
    first: "lr_scheduler.init_lr",
    style: "lr_scheduler.lr_decay_style",
    warmup: "lr_scheduler.lr_warmup_steps",
    warmupFraction: null,
    decay: "lr_scheduler.lr_decay_steps",
    stableStyle: "lr_scheduler.lr_wsd_decay_style",
    stableDecay: "lr_scheduler.wsd_decay_steps",
    total: "step_scheduler.max_steps",
  },
  (fields) => ({ name: "automodel.yaml", format: "yaml", text: toYaml(fields) }),
  ({ peak }) => ({ "optimizer.lr": peak }),
);
