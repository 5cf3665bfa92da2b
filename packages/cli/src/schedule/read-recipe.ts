/** Reads a recipe by its name and size: `gpt-3/175B`. */
import { type Recipe, type RecipeName, recipe, recipes } from "@anneal/core";
import { usageError } from "../failure.js";
import { suggestion } from "../words/names.js";

/** @throws CommandError for an unknown name or size. */
export function readRecipe(text: string): Recipe {
  const [name = "", size] = text.split("/");
  const known = recipes.find((each) => each.name === name.toLowerCase());
  if (known === undefined) {
    const names = recipes.map((each) => each.name as string);
    const hint = suggestion(name, names) || "; see anneal recipes list";
    throw usageError(`unknown recipe ${JSON.stringify(name)}${hint}`);
  }
  const chosen = known.sizes.find((each) => each.toLowerCase() === size?.toLowerCase());
  if (size !== undefined && chosen === undefined) {
    throw usageError(`${known.name} has the sizes ${known.sizes.join(", ")}; got ${JSON.stringify(size)}`);
  }
  return recipe(known.name as RecipeName, (chosen === undefined ? {} : { size: chosen }) as object);
}
