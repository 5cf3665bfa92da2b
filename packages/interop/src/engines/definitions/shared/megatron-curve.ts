/** Megatron's `OptimizerParamScheduler`, counted in updates: n = i, the warm-up as long as n <= W, hold after the decay. */
import type { EngineCurves } from "../../building/engine.js";
import { libraryCurves } from "../../building/library.js";

export interface MegatronSettings {
  readonly first: number;
  readonly peak: number;
  readonly lowest: number;
  /** In updates, like all lengths here; a fraction of an update is fine. */
  readonly warmup: number;
  readonly decayEnd: number;
  readonly style: string;
  readonly wsdDecay?: number | undefined;
  readonly wsdStyle?: string | undefined;
  readonly weightDecay?: WeightDecay | undefined;
  readonly total?: number | undefined;
}

export interface WeightDecay {
  readonly start: number;
  readonly end: number;
  readonly steps: number;
  readonly style: string;
}

export function megatronCurves(settings: MegatronSettings): EngineCurves {
  const { first, peak, lowest, warmup, decayEnd, style, wsdDecay, wsdStyle, weightDecay, total } = settings;
  const {
    start,
    end,
    steps,
    style: growth,
  } = weightDecay ?? { start: 0, end: 0, steps: 1, style: "constant" };
  const curves = libraryCurves("megatron", "OptimizerParamScheduler", {
    init_lr: first,
    max_lr: peak,
    min_lr: lowest,
    lr_warmup_steps: warmup,
    lr_decay_steps: decayEnd,
    lr_decay_style: style,
    start_wd: start,
    end_wd: end,
    wd_incr_steps: steps,
    wd_incr_style: growth,
    ...(wsdDecay === undefined ? {} : { wsd_decay_steps: wsdDecay }),
    ...(wsdStyle === undefined ? {} : { lr_wsd_decay_style: wsdStyle }),
  });
  return {
    lr: curves.lr,
    weightDecay: weightDecay === undefined ? undefined : curves.weightDecay,
    facts: { total, warmup, decayEnd: style === "constant" ? undefined : decayEnd, peak, floor: lowest },
  };
}
