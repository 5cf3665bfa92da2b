/** The measuring functions and cases, for the demo and the tests. */

export { type AdamWArrays, adamWLoop } from "./loops/adamw.js";
export { cosineWave, line } from "./loops/ramps.js";
export { medianRatio } from "./measure/measure-case.js";
export { median } from "./measure/median.js";
export { type Effort, type Subject, type Timing, timeInRounds } from "./measure/rounds.js";
export { alignColumns } from "./report/table.js";
