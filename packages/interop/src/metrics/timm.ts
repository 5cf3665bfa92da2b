/** The rule of timm's PlateauLRScheduler: PyTorch's after a warm-up, whose metrics don't count. */
import { InvalidArgumentError } from "@anneal/core";
import type { Arguments } from "../lowering/definition.js";
import type { Improvement } from "./better.js";
import type { MetricRule } from "./rule.js";
import {
  limitOfEach,
  type TorchPlateauState,
  torchPlateauChecks,
  torchPlateauStart,
  torchPlateauStep,
} from "./torch-plateau.js";

export const timmPlateauNames = [
  "decay_rate",
  "patience_t",
  "threshold",
  "cooldown_t",
  "warmup_t",
  "warmup_lr_init",
  "lr_min",
  "mode",
  "noise_range_t",
  "noise_type",
  "noise_pct",
  "noise_std",
  "noise_seed",
  "initialize",
] as const;

/** @param scales The `lr_scale` of each group. */
export function timmPlateau(
  args: Arguments<(typeof timmPlateauNames)[number]>,
  baseRates: readonly number[],
  scales: readonly number[],
  sane: boolean,
): MetricRule<TorchPlateauState> {
  if (args.has("noise_range_t")) {
    const expected = "absent, because the noise comes from PyTorch's random generator";
    throw new InvalidArgumentError("noise_range_t", args.get("noise_range_t"), expected);
  }
  const warmup = args.atLeast("warmup_t", 0, 0);
  const from = args.finite("warmup_lr_init", 0);
  const decayRate = args.finite("decay_rate", 0.1);
  if (decayRate >= 1) throw new InvalidArgumentError("decay_rate", decayRate, "below 1");
  const mode: Improvement["mode"] = args.choice("mode", ["min", "max"], "max");
  const settings = {
    mode,
    threshold: args.finite("threshold", 1e-4),
    relative: true,
    sane,
    factor: decayRate,
    patience: args.finite("patience_t", 10),
    cooldown: args.finite("cooldown_t", 0),
    minLr: limitOfEach(args, "lr_min", 0, baseRates.length),
    eps: 1e-8,
  };
  const scaled = (rates: readonly number[]) => rates.map((rate, group) => rate * (scales[group] as number));
  const slopes = baseRates.map((rate) => (warmup > 0 ? (rate - from) / warmup : 1));
  const warmingUp = (state: TorchPlateauState, step: number) => ({
    ...state,
    _last_lr: scaled(slopes.map((slope) => from + step * slope)),
  });

  // Without a warm-up, step 0 still counts as warm-up, and its rate is warmup_lr_init.
  const isWarmUp = (step: number) => step <= warmup && (warmup > 0 || !sane);

  return {
    initial: torchPlateauStart(settings, scaled(warmup > 0 ? baseRates.map(() => from) : baseRates)),
    next(state, metric, step) {
      if (isWarmUp(step)) return warmingUp(state, step);
      return torchPlateauStep(settings, state, metric, state.last_epoch + 1);
    },
    advance: (state, step) => (isWarmUp(step) ? warmingUp(state, step) : state),
    sharesClock: true,
    rates: (state) => state._last_lr,
    checks: torchPlateauChecks(baseRates.length),
  };
}
