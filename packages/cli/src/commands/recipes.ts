/** `anneal recipes`: lists, shows and plots published training setups. */
import { type Recipe, type RecipeSource, recipes } from "@anneal/core";
import type { CommandLine } from "../command-line/command-line.js";
import { isOn } from "../command-line/command-values.js";
import { readWord } from "../command-line/parse.js";
import { usageError } from "../failure.js";
import { alignColumns, printLines } from "../output/print.js";
import { readRecipe } from "../schedule/read-recipe.js";
import type { Streams } from "../streams.js";
import { suggestion } from "../words/names.js";
import { type Command, HELP_OPTIONS, JSON_OPTION } from "./command.js";
import { plotCommand } from "./plot.js";

const ACTIONS = ["list", "show", "plot"];

/** The options of `plot`, without those that belong to a schedule on the command line, such as an engine's file. */
const PLOT_OPTIONS = Object.fromEntries(
  Object.entries({ ...plotCommand.options, ...HELP_OPTIONS }).filter(
    ([, option]) => option.isPerSchedule !== true,
  ),
);

export const recipesCommand: Command = {
  usage: "list|show|plot [<name>[/<size>]...] [options]",
  purpose: "Lists published training setups, shows what their sources state, and plots their schedules.",
  takesSchedules: false,
  takesWords: true,
  names: [...ACTIONS, ...recipes.flatMap(({ name, sizes }) => sizes.map((size) => `${name}/${size}`))],
  options: { ...PLOT_OPTIONS, ...JSON_OPTION },
  notes: [
    "Every command takes a recipe as a schedule: recipe:gpt-3/175B. --json applies to list and show, the other options to plot.",
  ],
  examples: [
    "recipes list",
    "recipes show llama-3/405B",
    "recipes plot gpt-3/175B gpt-3/125M",
    "plot recipe:gpt-3/175B",
  ],
  run: runRecipes,
};

async function runRecipes({ words, options, ...line }: CommandLine, streams: Streams): Promise<void> {
  const [action = "list", ...names] = words;
  const asJson = isOn(options, "json");
  if (action === "list") {
    const lines = asJson ? [JSON.stringify(recipes, null, 2)] : listed();
    return printLines(lines, streams.stdout);
  }
  const [first, second] = names;
  if (!ACTIONS.includes(action)) {
    throw usageError(
      `recipes has the actions list, show and plot; got ${JSON.stringify(action)}${suggestion(action, ACTIONS)}`,
    );
  }
  if (first === undefined) throw usageError(`recipes ${action} needs a name, such as gpt-3/175B`);
  if (action === "plot") {
    const schedules = names.map((name) => readWord(`recipe:${name}`));
    return plotCommand.run({ ...line, words: [], options, schedules }, streams);
  }
  if (second !== undefined) throw usageError("recipes show takes one name");
  const recipe = readRecipe(first);
  const lines = asJson ? [JSON.stringify(asData(recipe), null, 2)] : described(recipe);
  return printLines(lines, streams.stdout);
}

function listed(): string[] {
  const rows = recipes.map(({ name, sizes, title }) => [name, sizes.join(" "), title]);
  return alignColumns([["NAME", "SIZES", ""], ...rows]);
}

function asData({ run, ...recipe }: Recipe) {
  return { ...recipe, totalSteps: run.totalSteps, schedule: recipe.schedule };
}

function described(recipe: Recipe): string[] {
  const { title, size, peak, run, optimizer, sources, notStated, notes } = recipe;
  const rows = [
    ["peak", String(peak)],
    ["updates", run.totalSteps === null ? "not stated" : String(run.totalSteps)],
    ...Object.entries(optimizer).map(([name, value]) => [
      name,
      Array.isArray(value) ? value.join(", ") : String(value),
    ]),
    ...(notStated.length === 0 ? [] : [["not stated", notStated.join(", ")]]),
  ];
  return [
    `${title}, ${size}`,
    "",
    ...alignColumns(rows.map(([name = "", value = ""]) => [`  ${name}`, value])),
    ...notes.map((note) => `  - ${note}`),
    "",
    ...sources.map(sourceText),
  ];
}

function sourceText({ title, url, where }: RecipeSource): string {
  return where === undefined ? `${title}: ${url}` : `${title}, ${where}: ${url}`;
}
