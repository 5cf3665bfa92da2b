/** The list of recipes, and the lookup by name and size. */
import { Fields } from "../arguments.js";
import type { FindingCode } from "../lint/finding.js";
import { unknownName } from "../option-errors.js";
import type { Schedule } from "../schedule/schedule.js";
import type { Run } from "../units/run.js";
import { resNet50Goyal, resNet50TorchvisionV1, resNet50TorchvisionV2, simClr } from "./convolutional.js";
import { deepSeekLlm, deepSeekV2, deepSeekV3, miniCpm } from "./deepseek.js";
import type {
  NotStated,
  RecipeDefinition,
  RecipeOptimizer,
  RecipeSetup,
  RecipeSource,
} from "./definition.js";
import { bert, t5, t5FineTuning, transformer } from "./encoders.js";
import { chinchilla, gpt3, nanoGpt } from "./gpt.js";
import { llama1, llama2, llama3 } from "./llama.js";
import { deepSeekV3Torchtitan, nemotron3, olmo, olmo3, smolLm } from "./open-configurations.js";
import {
  mae,
  maeFineTuning,
  vitFineTuning,
  vitImageNet,
  vitImageNet21k,
  vitJft,
} from "./vision-transformers.js";

const DEFINITIONS = [
  transformer,
  bert,
  t5,
  t5FineTuning,
  gpt3,
  nanoGpt,
  chinchilla,
  llama1,
  llama2,
  llama3,
  deepSeekLlm,
  deepSeekV2,
  deepSeekV3,
  miniCpm,
  olmo,
  olmo3,
  smolLm,
  nemotron3,
  deepSeekV3Torchtitan,
  vitJft,
  vitImageNet21k,
  vitImageNet,
  vitFineTuning,
  mae,
  maeFineTuning,
  simClr,
  resNet50Goyal,
  resNet50TorchvisionV1,
  resNet50TorchvisionV2,
] as const;

type Definition = (typeof DEFINITIONS)[number];

/** The name of a recipe: `"gpt-3"`, `"llama-2"`, `"mae"`. */
export type RecipeName = Definition["name"];

/** The sizes or variants of a recipe: `"175B"`. */
export type RecipeSize<Name extends RecipeName> = Extract<Definition, { name: Name }>["sizes"][number];

/** A published training setup: what the source states, and nothing else. */
export interface Recipe {
  readonly name: RecipeName;
  readonly title: string;
  /** The size or variant. */
  readonly size: string;
  /** The sources of the numbers. */
  readonly sources: readonly RecipeSource[];
  /** The highest rate of the schedule's formula. */
  readonly peak: number;
  /** Batch sizes, tokens, data and total, as far as stated; converts lengths to steps. */
  readonly run: Run;
  /** The rate by step, created on first access. */
  readonly schedule: Schedule;
  /** The optimizer's settings; unstated values are absent. */
  readonly optimizer: RecipeOptimizer;
  /** The values that the source does not state; the schedule and the settings omit them. */
  readonly notStated: readonly NotStated[];
  /**
   * Correct findings of `lint` in the schedule, which the source has: `lint(schedule, { totalSteps, accept:
   * knownFindings })` finds nothing else.
   */
  readonly knownFindings: readonly FindingCode[];
  /** Unusual or uncertain points. */
  readonly notes: readonly string[];
}

/** An entry of `recipes`. */
export interface RecipeSummary {
  readonly name: RecipeName;
  readonly title: string;
  /** The sizes or variants that `recipe` takes; the first is the default. */
  readonly sizes: readonly string[];
  readonly sources: readonly RecipeSource[];
}

/** All recipes: their names, sizes and sources. */
export const recipes: readonly RecipeSummary[] = Object.freeze(
  DEFINITIONS.map(({ name, title, sizes, sources }) => Object.freeze({ name, title, sizes, sources })),
);

/**
 * A published training setup by name: `recipe("gpt-3", { size: "175B" })`. Default: the first of its sizes.
 *
 * @throws InvalidArgumentError for an unknown name or size.
 */
export function recipe<Name extends RecipeName>(
  name: Name,
  options: { readonly size?: RecipeSize<Name> } = {},
): Recipe {
  const known = DEFINITIONS.map((each) => each.name);
  if (!known.includes(name)) throw unknownName("name", name, known);
  const definition = DEFINITIONS.find(
    (each) => each.name === name,
  ) as unknown as RecipeDefinition<RecipeName>;
  const size = new Fields("recipe", "options", options, ["size"]).choice(
    "size",
    definition.sizes,
    definition.sizes[0],
  );
  return withLazySchedule(definition, size, definition.setUp(size));
}

function withLazySchedule(
  definition: RecipeDefinition<RecipeName>,
  size: string,
  { schedule: make, run, peak, optimizer, notStated = [], knownFindings = [], notes = [] }: RecipeSetup,
): Recipe {
  let made: Schedule | undefined;
  const { name, title, sources } = definition;
  return Object.freeze({
    name,
    title,
    size,
    sources,
    peak,
    run,
    get schedule() {
      made ??= make(run);
      return made;
    },
    optimizer,
    notStated,
    knownFindings,
    notes,
  });
}
