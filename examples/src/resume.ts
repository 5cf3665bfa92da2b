/** Stops a run in the middle, saves it, goes on from the file, and ends with the same bits as a run that never stopped. */
import { warmupStableDecay } from "@anneal/core";
import { AdamW } from "@anneal/wasm";

const totalSteps = 200;
const lr = warmupStableDecay({ peak: 0.05, warmupSteps: 20, totalSteps, decaySteps: 40, decay: "1-sqrt" });

/** The gradient of a bowl around (1, 2, 3, ...). */
function writeGradient(point: Float32Array, gradient: Float32Array): void {
  for (let i = 0; i < point.length; i++) gradient[i] = 2 * ((point[i] as number) - (i + 1));
}

/** Updates until `stepCount` is `end`. */
function run(optimizer: AdamW, end: number): void {
  while (optimizer.stepCount < end) {
    writeGradient(optimizer.params[0] as Float32Array, optimizer.grads[0] as Float32Array);
    optimizer.step();
  }
}

const uninterrupted = new AdamW([5], { lr });
run(uninterrupted, totalSteps);

const first = new AdamW([5], { lr });
run(first, 77);
const saved = structuredClone({ params: first.params, state: first.stateDict() }); // what a file would hold
first.free();

const second = new AdamW(saved.params, { lr }); // the schedule has no state: the step count picks the rate
second.loadStateDict(saved.state);
run(second, totalSteps);

const same = second.params[0]?.every((value, i) => Object.is(value, uninterrupted.params[0]?.[i]));
console.log(`resumed at step 77, ended at step ${second.stepCount}: ${same ? "the same bits" : "DIFFERENT"}`);
