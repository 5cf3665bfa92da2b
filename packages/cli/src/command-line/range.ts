/** The options --from, --to and --stride, which commands have in common. */
import { badInput } from "../failure.js";
import type { CommandLine } from "./command-line.js";
import { positiveOf, stepOf } from "./command-values.js";

export interface Range {
  readonly from: number;
  /** The last step, included; undefined where nobody said it. */
  readonly to: number | undefined;
  readonly stride: number;
}

/** @throws CommandError for numbers that are none, and for a range that ends before it starts. */
export function readRange(options: CommandLine["options"]): Range {
  const from = stepOf(options, "from") ?? 0;
  const to = stepOf(options, "to");
  if (to !== undefined && to < from)
    throw badInput(`--to must be at least --from, which is ${from}; got ${to}`);
  return { from, to, stride: positiveOf(options, "stride") ?? 1 };
}

/** How many steps there are from `from` to `to`, both included where the stride meets them. */
export function countSteps(from: number, to: number, stride: number): number {
  const count = Math.floor((to - from) / stride) + 1;
  if (Number.isSafeInteger(count)) return count;
  // Up to the next power of 2: every quotient is then small enough.
  const least = 2 ** Math.ceil(Math.log2((to - from) / (Number.MAX_SAFE_INTEGER - 1)));
  throw badInput(
    `--stride must be larger, at least ${least}; ${stride} makes more steps from ${from} to ${to} than can be counted`,
  );
}
