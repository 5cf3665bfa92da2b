/** All timed cases. */
import type { BenchCase } from "../measure/benchmark-case.js";
import { adamWCases } from "./adamw.js";
import { curveCases } from "./curves.js";
import { forecastCases } from "./forecast.js";
import { jaxCases } from "./jax.js";
import { lowMemoryCases } from "./low-memory.js";
import { optimizerCases } from "./optimizers.js";
import { schedulerCases } from "./schedulers.js";
import { tfjsCases } from "./tfjs.js";
import { threadCases } from "./threads.js";

export function allCases(): BenchCase[] {
  return [
    ...curveCases(),
    ...adamWCases(),
    ...optimizerCases(),
    ...lowMemoryCases(),
    ...schedulerCases(),
    ...forecastCases(),
    ...jaxCases(),
    ...tfjsCases(),
    ...threadCases(),
  ];
}
