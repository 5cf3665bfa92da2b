/** Callbacks for `model.fit` and `model.fitDataset` that change the learning rate. */
export { LearningRateScheduler, type LearningRateSchedulerOptions } from "./learning-rate-scheduler.js";
export { ReduceLROnPlateau, type ReduceLROnPlateauOptions } from "./reduce-lr-on-plateau.js";
export { WarmupCosine, WarmupLinear, WarmupStableDecay } from "./warmup.js";
