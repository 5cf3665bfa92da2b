/** A predicted curve, on a page and in Node. */
import { warmupCosine } from "@anneal/core";
import { forecastEngine, initForecast, publishedLaws } from "@anneal/forecast";

export interface Predicted {
  readonly engine: "wasm" | "host";
  readonly losses: readonly number[];
}

/** @param loads whether the module is loaded first */
export async function predict(loads: boolean): Promise<Predicted> {
  if (loads) await initForecast();
  const schedule = warmupCosine({ peak: 3e-4, warmupSteps: 100, totalSteps: 5000 });
  const steps = Array.from({ length: 50 }, (_, i) => 100 * i + 99);
  return { engine: forecastEngine(), losses: publishedLaws["25M"].loss(schedule, steps) };
}
