/** Options of optimizers, which are passed on to their transformations. */
import { Fields } from "@anneal/core/arguments";
import type { Mask } from "../transforms/label-trees.js";
import type { ScalarOrSchedule } from "../transforms/types.js";

export interface DecayOptions {
  /** Weight decay, times the learning rate: a number, an array, or a schedule. */
  readonly weightDecay?: ScalarOrSchedule;
  /** Which parameters decay. Default: all. */
  readonly mask?: Mask | null;
}

export const DECAY = ["weightDecay", "mask"] as const;

/** Checks the names of the options for the optimizer; the transformations check their values. */
export function readOptions<Options>(optimizer: string, options: Options, names: readonly string[]): Options {
  return new Fields(optimizer, "options", options, names).pick(names) as Options;
}
