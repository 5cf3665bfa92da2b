/** The rules of the library. */
export { adadelta } from "./adadelta.js";
export { adafactor } from "./adafactor.js";
export { adagrad } from "./adagrad.js";
export { adam, adamw } from "./adam.js";
export { adamax } from "./adamax.js";
export { ademamix } from "./ademamix.js";
export { adopt } from "./adopt.js";
export { asgd } from "./asgd.js";
export { lamb } from "./lamb.js";
export { lion } from "./lion.js";
export { muon } from "./muon.js";
export { nadam } from "./nadam.js";
export { prodigy } from "./prodigy.js";
export { radam } from "./radam.js";
export { rmsprop } from "./rmsprop.js";
export { rprop } from "./rprop.js";
export { adamwScheduleFree, sgdScheduleFree } from "./schedule-free.js";
export { sgd } from "./sgd.js";
