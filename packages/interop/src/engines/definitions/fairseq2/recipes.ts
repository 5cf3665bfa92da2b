/** The configurations that fairseq2's recipes build in. A file is laid over one, so it may leave out the scheduler. */
import type { Report } from "../../building/engine.js";
import { anything, text } from "../../settings/field.js";

export interface RecipeDefaults {
  readonly peak: number;
  readonly total: number;
  readonly name: string;
  readonly warmup?: number;
  readonly first?: number;
  readonly firstScale?: number;
  readonly lastScale?: number;
  readonly stages?: readonly number[];
}

const RECIPES = new Map<string, RecipeDefaults>([
  [
    "wav2vec2/asr",
    {
      peak: 5e-5,
      total: 20_000,
      name: "tri_stage",
      stages: [0.1, 0.4, 0.5],
      firstScale: 0.01,
      lastScale: 0.05,
    },
  ],
  ["wav2vec2/ssl", { peak: 5e-4, total: 400_000, name: "polynomial_decay", warmup: 32_000 }],
  [
    "lm/train",
    { peak: 3e-4, total: 48_000, name: "cosine_annealing", warmup: 2000, first: 1e-30, lastScale: 0.01 },
  ],
  ["lm/sft", { peak: 3e-4, total: 48_000, name: "cosine_annealing", lastScale: 0.2 }],
]);

/** Fields that only one recipe has. */
export const RECIPE_MARKS = {
  pretrained: anything(["pretrained_model", "pretrained_encoder", "trainer.freeze_encoder_for_n_steps"]),
  family: text("model.family", ""),
  splits: anything("dataset.train_split"),
  sources: anything(["dataset.chat_mode", "dataset.config_overrides.sources"]),
};

function recipeOf(report: Report, family: () => string): string | undefined {
  const given = report.givenText("recipe");
  if (given !== null) return given;
  if (report.states("pretrained") || (report.states("family") && family() === "wav2vec2_asr"))
    return "wav2vec2/asr";
  if (report.states("splits")) return "wav2vec2/ssl";
  return report.states("sources") ? "lm/sft" : undefined;
}

/** The fields with the recipe's defaults, if the file leaves out the scheduler and its recipe is known. */
export function inRecipe<F extends { readonly family: string }>(fields: F, report: Report): F {
  const recipe = report.states("name") ? undefined : recipeOf(report, () => fields.family);
  if (recipe === undefined) return fields;
  const defaults = RECIPES.get(recipe);
  if (defaults === undefined) report.refuse("recipe", `must be one of ${[...RECIPES.keys()].join(", ")}`);
  const isKnown = (name: string) =>
    name === "total" ? report.knownTotal !== undefined : report.states(name);
  const taken = Object.entries(defaults).filter(([name]) => !isKnown(name));
  report.assume(`the scheduler of fairseq2's recipe ${recipe}: ${defaults.name}, with its defaults`);
  return Object.create(fields, Object.fromEntries(taken.map(([name, value]) => [name, { value }])));
}
