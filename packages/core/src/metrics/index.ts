/** Rules that follow a metric: a factor that multiplies any schedule. */
export type { FactorChange, FactorMove } from "./factor-history.js";
export { Greedy, type GreedyOptions, type GreedyRecord } from "./greedy.js";
export type { ImprovementOptions } from "./improvement.js";
export type { MetricReport, WindowOptions } from "./multiplier.js";
export {
  ReduceOnPlateau,
  type ReduceOnPlateauOptions,
  type ReduceOnPlateauRecord,
} from "./reduce-on-plateau.js";
