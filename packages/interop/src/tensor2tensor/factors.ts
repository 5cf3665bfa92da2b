/** The factors of tensor2tensor's schedules, by their names in the product. */
import { InvalidArgumentError, type ScheduleDraft } from "@anneal/core";
import { COSINE, constant, parts, powerOfTime, ramp } from "../lowering/trees.js";
import { decaySteps, type Hparams, warmupSteps } from "./hparams.js";
import { legacySchedule } from "./legacy.js";

export const factors: Readonly<Record<string, (hparams: Hparams, avoidQuirks: boolean) => ScheduleDraft>> = {
  constant: (hparams) => constant(hparams.finite("learning_rate_constant", 1)),
  linear_warmup: (hparams) => ramp({ end: warmupSteps(hparams), from: 0, to: 1 }),
  linear_decay(hparams) {
    const end = hparams.whole("train_steps", 1);
    return ramp({ start: end - decaySteps(hparams), end, from: 1, to: 0 });
  },
  // As in OpenAI GPT, counted from the start instead of the end of the warm-up, so it begins with a drop.
  cosdecay(hparams) {
    const until = hparams.atLeast("learning_rate_warmup_steps", 0, 100);
    const fall = ramp({ end: decaySteps(hparams), from: 1, to: 0, shape: COSINE, extend: "both" });
    return { kind: "join", boundaries: [until], children: [constant(1), fall], rebase: false, side: "left" };
  },
  single_cycle_cos_decay(hparams) {
    const start = hparams.atLeast("learning_rate_warmup_steps", 0, 100);
    const end = hparams.whole("train_steps", 1);
    if (end <= start) {
      throw new InvalidArgumentError(
        "train_steps",
        end,
        `more than learning_rate_warmup_steps, which is ${start}`,
      );
    }
    return ramp({ start, end, from: 1, to: 0, shape: COSINE, extend: "after" });
  },
  multi_cycle_cos_decay(hparams) {
    const start = hparams.atLeast("learning_rate_warmup_steps", 0, 100);
    return ramp({ start, end: start + decaySteps(hparams), from: 1, to: 0, shape: COSINE, extend: "after" });
  },
  rsqrt_decay: (hparams) => heldRoot(warmupSteps(hparams), 1),
  rsqrt_normalized_decay: (hparams) => heldRoot(warmupSteps(hparams), Math.sqrt(warmupSteps(hparams))),
  exp_decay(hparams) {
    const staircase = hparams.flag("learning_rate_decay_staircase", false);
    const rate = hparams.finite("learning_rate_decay_rate", 1);
    const decay = powerOfTime("learning_rate_decay_rate", rate, decaySteps(hparams), staircase);
    const shift = hparams.atLeast("learning_rate_warmup_steps", 0, 100);
    return { kind: "time", child: decay, shift, minimum: 0 };
  },
  rsqrt_hidden_size: (hparams) => constant(1 / Math.sqrt(hparams.positive("hidden_size", 64))),
  legacy: legacySchedule,
};

/** `scale / sqrt(max(t, start))`. */
function heldRoot(start: number, scale: number): ScheduleDraft {
  const root: ScheduleDraft = { kind: "power", scale, offset: 0, slope: 1, exponent: -0.5 };
  return parts([{ tree: constant(scale / Math.sqrt(start)), until: start }, { tree: root }]);
}
