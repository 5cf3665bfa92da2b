/** The hyper-parameters that tensor2tensor's learning rate uses. */
import type { Arguments } from "../lowering/definition.js";

export const HPARAMS = [
  "learning_rate_schedule",
  "learning_rate_constant",
  "learning_rate_warmup_steps",
  "learning_rate_decay_scheme",
  "learning_rate_decay_steps",
  "learning_rate_decay_staircase",
  "learning_rate_decay_rate",
  "learning_rate_cosine_cycle_steps",
  "learning_rate_boundaries",
  "learning_rate_multiples",
  "learning_rate",
  "train_steps",
  "hidden_size",
  "optimizer",
  "optimizer_multistep_accumulate_steps",
] as const;

export type Hparams = Arguments<(typeof HPARAMS)[number]>;

/** The warm-up steps as a divisor: with 0 the library computes 0 / 0. */
export function warmupSteps(hparams: Hparams): number {
  return hparams.positive("learning_rate_warmup_steps", 100);
}

export function decaySteps(hparams: Hparams): number {
  return hparams.positive("learning_rate_decay_steps", 5000);
}
