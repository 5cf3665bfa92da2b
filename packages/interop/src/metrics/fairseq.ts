/** The rule of fairseq's reduce_lr_on_plateau: PyTorch's after the warm-up updates. */
import { InvalidArgumentError } from "@anneal/core";
import { onlyRate } from "../fairseq/shared.js";
import type { Arguments } from "../lowering/definition.js";
import { count, type MetricRule } from "./rule.js";
import {
  type TorchPlateauSettings,
  type TorchPlateauState,
  torchPlateauChecks,
  torchPlateauStart,
  torchPlateauStep,
} from "./torch-plateau.js";

export const fairseqPlateauNames = [
  "lr_shrink",
  "lr_threshold",
  "lr_patience",
  "warmup_updates",
  "warmup_init_lr",
  "lr",
  "maximize_best_checkpoint_metric",
] as const;

type FairseqPlateauState = TorchPlateauState & {
  /** 1 after the first update past the warm-up; metrics before it don't count. */
  readonly warmup_end: number;
};

export function fairseqPlateau(
  args: Arguments<(typeof fairseqPlateauNames)[number]>,
  sane: boolean,
): MetricRule<FairseqPlateauState> {
  const peak = onlyRate(args);
  const factor = args.finite("lr_shrink", 0.1);
  if (factor >= 1) throw new InvalidArgumentError("lr_shrink", factor, "below 1");
  const updates = args.finite("warmup_updates", 0);
  const given = args.finite("warmup_init_lr", -1);
  const warmsUp = updates > 0;
  const from = given < 0 ? (warmsUp ? 0 : peak) : given;
  const slope = (peak - from) / updates;
  const settings: TorchPlateauSettings = {
    mode: args.flag("maximize_best_checkpoint_metric", false) ? "max" : "min",
    threshold: args.finite("lr_threshold", 1e-4),
    relative: true,
    sane,
    factor,
    patience: args.finite("lr_patience", 0),
    cooldown: 0,
    minLr: 0,
    eps: 1e-8,
  };
  return {
    initial: { ...torchPlateauStart(settings, [warmsUp ? from : peak]), warmup_end: warmsUp ? 0 : 1 },
    next(state, metric, step) {
      if (state.warmup_end === 0) return { ...state, last_epoch: step };
      return { ...state, ...torchPlateauStep(settings, state, metric, state.last_epoch + 1) };
    },
    advance(state, step) {
      if (!warmsUp) return state;
      return step <= updates ? { ...state, _last_lr: [from + step * slope] } : { ...state, warmup_end: 1 };
    },
    rates: (state) => state._last_lr,
    checks: { ...torchPlateauChecks(1), warmup_end: count },
  };
}
