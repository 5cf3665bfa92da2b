/** Compares training with moments in float32, in 8 bits and in bfloat16, over several seeds. */

export const STATES = ["float32", "8bit", "bf16"] as const;
export type State = (typeof STATES)[number];

/** The outcomes of one state, by seed. */
export interface StateOutcomes {
  readonly state: State;
  readonly losses: readonly number[];
  /** Another column, for example the accuracy. */
  readonly more?: string;
}

export function mean(values: ArrayLike<number>): number {
  return Array.from(values).reduce((sum, value) => sum + value, 0) / values.length;
}

/** The standard deviation over the seeds. */
const deviation = (values: readonly number[]) =>
  Math.sqrt(mean(values.map((value) => (value - mean(values)) ** 2)) * (values.length / (values.length - 1)));

/** Prints a table of means over the seeds; the first outcomes are those of float32. */
export function printStates(lossName: string, outcomes: readonly StateOutcomes[], moreName?: string): void {
  const float32 = outcomes[0]?.losses ?? [];
  /** The standard error of the difference between two means over the seeds. */
  const noise = deviation(float32) * Math.sqrt(2 / float32.length);
  const row = (...cells: readonly string[]) => console.log(`| ${cells.join(" | ")} |`);
  const more = (cell: string | undefined) => (cell === undefined ? [] : [cell]);
  row("`state`", lossName, "difference from float32, in units of the noise", ...more(moreName));
  row("---", "---", "---", ...more(moreName && "---"));
  for (const { state, losses, more: cell } of outcomes) {
    const difference = (mean(losses) - mean(float32)) / noise;
    row(`\`"${state}"\``, mean(losses).toFixed(4), difference.toFixed(2), ...more(cell));
  }
  console.log(
    `\nThe noise, the standard error of a difference between two means of float32: ${noise.toFixed(4)}`,
  );
}
