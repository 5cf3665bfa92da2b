/**
 * The main job, `npm run demo`: a small network learns handwritten digits with warm-up + cosine on the fused AdamW, and
 * again with constant rates and the same budget. `--steps N` makes the runs shorter.
 */
import { parseArgs } from "node:util";
import { warmupCosine } from "@anneal/core";
import { plotTerminal, wantsColor } from "@anneal/plot";
import { engineInfo, sample } from "@anneal/wasm";
import { SingleBar } from "cli-progress";
import { loadDigits } from "./digits/data.js";
import { PARAMETER_LENGTHS } from "./digits/network.js";
import { type Timing, timeCurve, timeStep } from "./digits/timings.js";
import { BATCH, train } from "./digits/train.js";

const { values: options } = parseArgs({ options: { steps: { type: "string", default: "1600" } } });
const totalSteps = Number(options.steps);
if (!Number.isInteger(totalSteps) || totalSteps < 20) {
  console.error(`--steps must be a whole number of at least 20; got ${options.steps}`);
  process.exit(1);
}
const peak = 0.003;
const schedule = warmupCosine({
  peak,
  end: peak / 100,
  warmupSteps: Math.round(totalSteps / 20),
  totalSteps,
});
const { training, test } = loadDigits(2_000);
const parameterCount = PARAMETER_LENGTHS.reduce((sum, length) => sum + length, 0);

const { engine, reason } = engineInfo();
console.log(
  `anneal demo: ${training.labels.length} digits to learn from, ${test.labels.length} to be tested on,`,
);
console.log(
  `${parameterCount} parameters, ${totalSteps} updates of ${BATCH} digits each, engine: ${reason ?? engine}\n`,
);
const width = Math.min(process.stdout.columns ?? 90, 100);
const color = wantsColor(process.env, process.stdout.isTTY);
console.log(
  plotTerminal(schedule, { to: totalSteps, title: "Warm-up + cosine", width, height: 14, color, sample }),
);
console.log("");

console.log("rate                      loss at the end   test accuracy");
for (const [name, lr] of [
  ["warm-up + cosine", schedule],
  ["constant 0.003, the peak", 0.003],
  ["constant 0.001", 0.001],
  ["constant 0.0003", 0.0003],
] as const) {
  const result = withProgress(name, (onStep) => train({ training, test, lr, totalSteps, onStep }));
  console.log(
    `${name.padEnd(26)}${result.loss.toFixed(4).padEnd(18)}${(100 * result.accuracy).toFixed(2)} %`,
  );
}

console.log("\non this machine                                module   TypeScript   ratio");
printTiming("10 million steps of the schedule, float64", timeCurve(schedule, 10_000_000));
printTiming(`one AdamW step, ${parameterCount} parameters`, timeStep(schedule, parameterCount));

/** Shows a bar on a terminal, and nothing elsewhere. */
function withProgress<T>(name: string, run: (onStep: (step: number, loss: number) => void) => T): T {
  if (!process.stdout.isTTY) return run(() => {});
  const format = `{name} [{bar}] {value}/{total}  loss {loss}`;
  const bar = new SingleBar({ format, clearOnComplete: true, hideCursor: true, stream: process.stdout });
  bar.start(totalSteps, 0, { name, loss: "-" });
  const result = run((step, loss) => bar.update(step, { loss: loss.toFixed(4) }));
  bar.stop();
  return result;
}

function printTiming(what: string, { module, typescript }: Timing): void {
  const cells = [
    `${module.toFixed(3)} ms`,
    `${typescript.toFixed(3)} ms`,
    `${(typescript / module).toFixed(1)}`,
  ];
  console.log(
    `${what.padEnd(42)}${cells.map((cell, i) => cell.padStart([12, 13, 8][i] as number)).join("")}`,
  );
}
