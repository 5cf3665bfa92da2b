/**
 * Trains a small network on handwritten digits, with a schedule and with constant rates, and times anneal's parts.
 *
 *   npm run demo
 *   node examples/dist/train-digits.js --quick    few steps, and sizes too small for meaningful times
 */
import { parseArgs } from "node:util";
import { engineInfo } from "@anneal/wasm";
import { type Budget, compareRates } from "./train-digits/comparison.js";
import { CLASSES, loadDigits, PIXELS } from "./train-digits/digits.js";
import { HIDDEN, LENGTHS } from "./train-digits/network.js";
import { showProgress } from "./train-digits/progress.js";
import { contenderTable, lossPlot, ratePlot, timingTable, verdict } from "./train-digits/report.js";
import { timeCurve, timeStep } from "./train-digits/timings.js";

const { values: options } = parseArgs({ options: { quick: { type: "boolean", default: false } } });

const TRAINING_DIGITS = 8_000;
const budget: Budget = options.quick
  ? { rates: [0.003], seeds: [1], steps: 60, batchSize: 32 }
  : { rates: [0.001, 0.003, 0.01], seeds: [1, 2, 3], steps: 750, batchSize: 32 };
const timing = options.quick
  ? { curveSteps: 10_000, effort: { rounds: 1, turnSeconds: 0, warmUpSeconds: 0 } }
  : { curveSteps: 10_000_000, effort: { rounds: 5, turnSeconds: 0.05, warmUpSeconds: 0.2 } };

const digits = loadDigits(TRAINING_DIGITS);
const { rates, seeds, steps, batchSize } = budget;
const parameters = Object.values(LENGTHS).reduce((sum, length) => sum + length, 0);
const runs = 2 * rates.length * seeds.length;
console.log(
  `${digits.training.count} digits for training, ${digits.test.count} for testing; a network of ${PIXELS}, ${HIDDEN} and ${CLASSES} neurons with ${parameters} parameters`,
);
console.log(
  `${runs} runs of ${steps} steps of AdamW (${engineInfo().engine}), ${batchSize} digits each: ${rates.join(", ")} as constant rates and as peaks of a schedule, with the seeds ${seeds.join(", ")}\n`,
);

const progress = showProgress(runs * steps, runs);
const contenders = compareRates(digits, budget, progress);
progress.finish();

console.log(`\n${contenderTable(contenders)}\n`);
console.log(`${verdict(contenders)}\n`);
console.log(`${ratePlot(contenders, steps)}\n`);
console.log(`${lossPlot(contenders, steps)}\n`);

const count = timing.curveSteps.toLocaleString("en");
console.log(
  timingTable(
    `A curve of ${count} steps, warm-up and cosine, float64`,
    timeCurve(timing.curveSteps, timing.effort),
  ),
);
console.log(
  timingTable(
    `\nA step of AdamW on the ${parameters.toLocaleString("en")} parameters of the network`,
    timeStep(Object.values(LENGTHS), timing.effort),
  ),
);
