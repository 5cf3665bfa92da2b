/** Megatron's `OptimizerParamScheduler`, counted in updates: n = i, the warm-up as long as n <= W, hold after the decay. */
import type { ScheduleDraft } from "@anneal/core";
import type { EngineCurves } from "../../building/engine.js";
import { libraryCurves } from "../../building/library.js";

export interface MegatronSettings {
  readonly first: number;
  readonly peak: number;
  readonly lowest: number;
  /** In updates, like all lengths here; fractions are allowed. */
  readonly warmup: number;
  readonly decayEnd: number;
  readonly style: string;
  readonly wsdDecay?: number | undefined;
  readonly wsdStyle?: string | undefined;
  readonly weightDecay?: WeightDecay | undefined;
  readonly total?: number | undefined;
  /** Samples per update; read only for an inverse square root with a warm-up below one update. */
  readonly batch?: () => number;
}

/** The weight decay as the file states it: constant, or from a start to an end. */
export interface WeightDecay {
  readonly constant: number | undefined;
  readonly start?: number | undefined;
  readonly end?: number | undefined;
  /** The shape of the change from one to the other. */
  readonly style: string | undefined;
  /** The number of updates of the change. Default: the run, or otherwise the decay of the rate. */
  readonly steps?: number | undefined;
}

/** Megatron's defaults. */
const WEIGHT_DECAY = 0.01;

function weightDecayArguments(settings: MegatronSettings) {
  const { weightDecay = { constant: undefined, style: undefined }, total, decayEnd } = settings;
  const { constant, start, end, style, steps } = weightDecay;
  const isScheduled = start !== undefined || end !== undefined;
  const run = total === undefined || Number.isNaN(total) ? decayEnd : total;
  return {
    isStated: constant !== undefined || isScheduled,
    args: {
      start_wd: start ?? constant ?? WEIGHT_DECAY,
      end_wd: end ?? constant ?? WEIGHT_DECAY,
      wd_incr_steps: steps ?? run,
      wd_incr_style: isScheduled ? (style ?? "constant") : "constant",
    },
  };
}

/** The inverse square root takes a warm-up of at least one count, and Megatron counts samples. */
function countsPerUpdate({ style, warmup, batch }: MegatronSettings): number {
  return style === "inverse-square-root" && warmup < 1 ? (batch?.() ?? 1) : 1;
}

export function megatronCurves(settings: MegatronSettings): EngineCurves {
  const { first, peak, lowest, warmup, decayEnd, style, wsdDecay, wsdStyle, total } = settings;
  const { isStated, args } = weightDecayArguments(settings);
  const unit = countsPerUpdate(settings);
  const byUpdate = <T extends ScheduleDraft | undefined>(tree: T) =>
    unit === 1 || tree === undefined ? tree : ({ kind: "time", child: tree, scale: unit } as const);
  const curves = libraryCurves("megatron", "OptimizerParamScheduler", {
    init_lr: first,
    max_lr: peak,
    min_lr: lowest,
    lr_warmup_steps: warmup * unit,
    lr_decay_steps: decayEnd * unit,
    lr_decay_style: style,
    ...args,
    wd_incr_steps: args.wd_incr_steps * unit,
    ...(wsdDecay === undefined ? {} : { wsd_decay_steps: wsdDecay }),
    ...(wsdStyle === undefined ? {} : { lr_wsd_decay_style: wsdStyle }),
  });
  return {
    lr: byUpdate(curves.lr),
    weightDecay: isStated ? byUpdate(curves.weightDecay) : undefined,
    facts: { total, warmup, decayEnd: style === "constant" ? undefined : decayEnd, peak, floor: lowest },
  };
}
