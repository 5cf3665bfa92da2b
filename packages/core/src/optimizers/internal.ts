/** What a package with other kernels needs to offer the same optimizers. Not public. */
export { AdamOptimizer } from "./adam-optimizer.js";
export { type ArenaFactory, BLOCK_LENGTH, type OptimizerArena } from "./arena.js";
export { BaseRate, GIVEN_RATE } from "./base-rate.js";
export { float32Array } from "./float32.js";
export { createHostArena } from "./host-arena.js";
export {
  type AdamDefaults,
  adam as adamDefaults,
  adamW as adamWDefaults,
  betaPair,
  learningRate,
} from "./options.js";
export { announceLoads, eventsOf, type FieldWriter, type OptimizerEvents } from "./optimizer-events.js";
export { readState } from "./state.js";
export { WholePowers } from "./whole-powers.js";
