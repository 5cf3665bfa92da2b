/** What a recipe is: a published training set-up as data. */
import type { FindingCode } from "../lint/finding.js";
import type { Schedule } from "../schedule/schedule.js";
import type { Run } from "../units/run.js";

/** Where the numbers of a recipe were published. */
export interface RecipeSource {
  /** The paper or the program. */
  readonly title: string;
  readonly url: string;
  /** The table, section or file. */
  readonly where?: string;
}

/** The optimizer as the source has it; what the source does not state is left out. */
export interface RecipeOptimizer {
  readonly kind: "Adam" | "AdamW" | "Adafactor" | "SGD" | "LARS";
  readonly betas?: readonly [number, number];
  readonly eps?: number;
  readonly momentum?: number;
  readonly nesterov?: boolean;
  readonly weightDecay?: number;
  /** The largest norm of all gradients together. */
  readonly clipGradNorm?: number;
  /** The factor from layer to layer, as `layerwiseDecay` takes it. */
  readonly layerDecay?: number;
}

/** What a source may leave open. */
export type NotStated =
  | "warmupSteps"
  | "totalSteps"
  | "decaySteps"
  | "batchSize"
  | "weightDecay"
  | "betas"
  | "eps";

/** One size of a recipe. */
export interface RecipeSetup {
  /** The highest rate. */
  readonly peak: number;
  /** Batch sizes, data and total; `run.totalSteps` is null where the source gives no total. */
  readonly run: Run;
  readonly optimizer: RecipeOptimizer;
  readonly schedule: (run: Run) => Schedule;
  /** What the source leaves open; the schedule then goes without it. */
  readonly notStated?: readonly NotStated[];
  /** What `lint` rightly finds in it: the source has it so. */
  readonly knownFindings?: readonly FindingCode[];
  readonly notes?: readonly string[];
}

/** A recipe before a size of it is asked for. */
export interface RecipeDefinition<Name extends string = string, Size extends string = string> {
  readonly name: Name;
  readonly title: string;
  readonly sources: readonly RecipeSource[];
  /** The sizes or variants; the first is the default. */
  readonly sizes: readonly [Size, ...Size[]];
  readonly setUp: (size: Size) => RecipeSetup;
}

/** Keeps the literal types of a name and its sizes. */
export function defineRecipe<const Name extends string, const Size extends string>(
  definition: RecipeDefinition<Name, Size>,
): RecipeDefinition<Name, Size> {
  return Object.freeze(definition);
}

/** Where a source says "linear warm-up" and not what its first update has: none is wasted on a rate of 0. */
export const UNSTATED_WARMUP_RULE = "(t+1)/W";

/** A paper on arXiv. */
export function arxiv(id: string, title: string, where?: string): RecipeSource {
  const url = `https://arxiv.org/abs/${id}`;
  return where === undefined ? { title, url } : { title, url, where };
}
