/** Optax's `contrib`. */
export { type ReduceOnPlateauOptions, reduceOnPlateau } from "./reduce-on-plateau.js";
