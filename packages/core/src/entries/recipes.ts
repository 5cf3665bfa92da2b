/** Published training setups: `@anneal/core/recipes`. */

export type { NotStated, RecipeOptimizer, RecipeSource } from "../recipes/definition.js";
export {
  type Recipe,
  type RecipeName,
  type RecipeSize,
  type RecipeSummary,
  recipe,
  recipes,
} from "../recipes/recipes.js";
