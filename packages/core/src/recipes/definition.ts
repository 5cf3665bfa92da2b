/** The form of a recipe: a published training setup as data. */
import type { FindingCode } from "../lint/finding.js";
import type { Schedule } from "../schedule/schedule.js";
import type { Run } from "../units/run.js";

/** The publication of the numbers of a recipe. */
export interface RecipeSource {
  /** The paper or the program. */
  readonly title: string;
  readonly url: string;
  /** The table, section or file. */
  readonly where?: string;
}

/** The optimizer as stated by the source; unstated values are absent. */
export interface RecipeOptimizer {
  readonly kind: "Adam" | "AdamW" | "Adafactor" | "SGD" | "LARS";
  readonly betas?: readonly [number, number];
  readonly eps?: number;
  readonly momentum?: number;
  readonly nesterov?: boolean;
  readonly weightDecay?: number;
  /** The largest norm of all gradients together. */
  readonly clipGradNorm?: number;
  /** The factor from layer to layer, for `layerwiseDecay`. */
  readonly layerDecay?: number;
}

/** The values that a source may not state. */
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
  /** Batch sizes, data and total; `run.totalSteps` is null if the source gives no total. */
  readonly run: Run;
  readonly optimizer: RecipeOptimizer;
  readonly schedule: (run: Run) => Schedule;
  /** The values that the source does not state, and that the schedule omits. */
  readonly notStated?: readonly NotStated[];
  /** Correct findings of `lint`: the source is like that. */
  readonly knownFindings?: readonly FindingCode[];
  readonly notes?: readonly string[];
}

/** A recipe before a size is chosen. */
export interface RecipeDefinition<Name extends string = string, Size extends string = string> {
  readonly name: Name;
  readonly title: string;
  readonly sources: readonly RecipeSource[];
  /** The sizes or variants; the first is the default. */
  readonly sizes: readonly [Size, ...Size[]];
  readonly setUp: (size: Size) => RecipeSetup;
}

/** Preserves the literal types of a name and its sizes. */
export function defineRecipe<const Name extends string, const Size extends string>(
  definition: RecipeDefinition<Name, Size>,
): RecipeDefinition<Name, Size> {
  return Object.freeze(definition);
}

/** The warm-up rule if a source says "linear warm-up" without the first value: the first update has a rate above 0. */
export const UNSTATED_WARMUP_RULE = "(t+1)/W";

/** A paper on arXiv. */
export function arxiv(id: string, title: string, where?: string): RecipeSource {
  const url = `https://arxiv.org/abs/${id}`;
  return where === undefined ? { title, url } : { title, url, where };
}
