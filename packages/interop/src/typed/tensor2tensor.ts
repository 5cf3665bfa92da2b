/** tensor2tensor's schedule, typed. */
import { tensor2tensorDefinitions } from "../tensor2tensor/definitions.js";
import type { HPARAMS } from "../tensor2tensor/hparams.js";
import { type Options, type SelfContained, selfContained } from "../typed-functions.js";

interface Tensor2tensorArguments {
  learning_rate_schedule: string;
  learning_rate_decay_scheme: "none" | "noam" | "exp" | "piecewise" | "cosine" | "cyclelinear10x" | "sqrt";
  learning_rate_decay_staircase: boolean;
  learning_rate_boundaries: readonly number[];
  learning_rate_multiples: readonly number[];
  optimizer: string;
}

type Hparams = Options<(typeof HPARAMS)[number], never, Tensor2tensorArguments>;

const untyped: unknown = /* @__PURE__ */ selfContained(
  "tensor2tensor",
  "learning_rate_schedule",
  tensor2tensorDefinitions.learning_rate_schedule,
);

/** A product of named factors: `"constant*linear_warmup*rsqrt_decay*rsqrt_hidden_size"`. */
export const learningRateSchedule = untyped as SelfContained<Hparams>;
