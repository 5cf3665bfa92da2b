/** The options --from, --to and --stride, shared by several commands. */
import { badInput } from "../failure.js";
import type { CommandLine } from "./command-line.js";
import { positiveOf, stepOf } from "./command-values.js";

export interface Range {
  readonly from: number;
  /** The last step, included; undefined if it was not given. */
  readonly to: number | undefined;
  readonly stride: number;
}

/** @throws CommandError for invalid numbers, or a range that ends before it starts. */
export function readRange(options: CommandLine["options"]): Range {
  const from = stepOf(options, "from") ?? 0;
  const to = stepOf(options, "to");
  if (to !== undefined && to < from)
    throw badInput(`--to must be at least --from, which is ${from}; got ${to}`);
  return { from, to, stride: positiveOf(options, "stride") ?? 1 };
}

/** The number of steps from `from` to `to`, both included if the stride hits them. */
export function countSteps(from: number, to: number, stride: number): number {
  const count = Math.floor((to - from) / stride) + 1;
  if (Number.isSafeInteger(count)) return count;
  // Rounded up to a power of 2, so that every quotient is small enough.
  const least = 2 ** Math.ceil(Math.log2((to - from) / (Number.MAX_SAFE_INTEGER - 1)));
  throw badInput(
    `--stride must be at least ${least}, because ${stride} makes too many steps from ${from} to ${to}`,
  );
}
