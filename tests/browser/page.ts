/** What the browser test calls. */

import { init } from "@anneal/wasm";
import { type Kept, keepCheckpoints } from "./checkpoint.js";
import { stepFloat16 } from "./float16.js";
import type { Predicted } from "./forecast.js";
import { type Trained, trainWithJax } from "./jax.js";
import { type ThreadsOutcome, workInThreads } from "./threads.js";
import { type Outcome, work } from "./work.js";

const actions = {
  /** Loads the module; gives the name of the error where that failed. */
  load: (): Promise<string | null> =>
    init().then(
      () => null,
      (error: Error) => error.name,
    ),
  work: (): Outcome => work("auto"),
  /** Only here is the code of forecasts loaded, and its module only where that is asked for. */
  predict: async (loads: boolean): Promise<Predicted> => (await import("./forecast.js")).predict(loads),
  stepFloat16,
  keepCheckpoints: (): Promise<Kept> => keepCheckpoints(),
  trainWithJax: (): Promise<Trained> => trainWithJax(),
  workInThreads: (): Promise<ThreadsOutcome> => workInThreads(),
  workInWorker: (): Promise<Outcome> =>
    new Promise((resolve, reject) => {
      const worker = new Worker(new URL("./worker.ts", import.meta.url), { type: "module" });
      worker.addEventListener("message", ({ data }) => resolve(data));
      worker.addEventListener("error", ({ message }) => reject(new Error(message)));
      worker.postMessage(null);
    }),
};

declare global {
  var anneal: typeof actions;
}
globalThis.anneal = actions;
