/** The option `threads`. */
import { InvalidArgumentError } from "@anneal/core";

/** The largest number of threads. */
const MOST_THREADS = 64;

/** The number of threads that share the work, or `"auto"`: those of the machine, where that is faster. */
export type ThreadsOption = number | "auto";

/** @throws InvalidArgumentError */
export function readThreads(value: unknown): ThreadsOption {
  const isCount = Number.isInteger(value) && (value as number) >= 1 && (value as number) <= MOST_THREADS;
  if (value === "auto" || isCount) return value as ThreadsOption;
  throw new InvalidArgumentError("threads", value, `"auto" or a whole number from 1 to ${MOST_THREADS}`);
}
