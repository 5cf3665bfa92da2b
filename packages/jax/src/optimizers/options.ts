/** Options of optimizers, which are handed on to the transformations that they are made of. */
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

/** The options as given; others are refused in the optimizer's own name, and their values are checked where they go. */
export function readOptions<Options>(optimizer: string, options: Options, names: readonly string[]): Options {
  return new Fields(optimizer, "options", options, names).pick(names) as Options;
}
