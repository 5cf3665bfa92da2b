/** Finds the columns of the step, the learning rate and the loss by the names that trackers use. */

/** Names of the step, in order of preference. */
export const STEP_NAMES = [
  "step",
  "_step",
  "global_step",
  "trainer/global_step",
  "train/global_step",
  "iteration",
  "iter",
  "update",
  "num_updates",
  "step_num",
] as const;

const RATE_NAMES = [
  "lr",
  "learning_rate",
  "train/lr",
  "train/learning_rate",
  "learning-rate",
  "optim/lr",
  "lr/0",
  "value",
] as const;

const LOSS_NAMES = [
  "loss",
  "train_loss",
  "train/loss",
  "lm loss",
  "lm-loss-training/lm loss",
  "value",
] as const;

export type Quantity = "lr" | "loss";

const NAMES: Readonly<Record<Quantity, readonly string[]>> = { lr: RATE_NAMES, loss: LOSS_NAMES };

/** Words to find in column names if none of the usual names occurs. */
const WORDS: Readonly<Record<Quantity, RegExp>> = {
  lr: /(^|[^a-z])(lr|learning[-_ ]?rate)([^a-z]|$)/i,
  loss: /(^|[^a-z])loss([^a-z]|$)/i,
};

/** The column of a quantity: one of the usual names, or the only one that contains the word; undefined: ambiguous. */
export function columnOf(quantity: Quantity, columns: readonly string[]): string | undefined {
  const usual = NAMES[quantity].find((name) => columns.some((column) => column.toLowerCase() === name));
  if (usual !== undefined) return columns.find((column) => column.toLowerCase() === usual);
  const likely = columns.filter((column) => WORDS[quantity].test(column));
  return likely.length === 1 ? likely[0] : undefined;
}

/** The column of the step: one of the usual names. */
export function stepColumnOf(columns: readonly string[]): string | undefined {
  const usual = STEP_NAMES.find((name) => columns.some((column) => column.toLowerCase() === name));
  return columns.find((column) => column.toLowerCase() === usual);
}
