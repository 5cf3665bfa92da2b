/**
 * Writes a schedule as JSON and as SVG, and reads the JSON back: all values have the same bits.
 *
 *   node examples/dist/share-a-schedule.js [folder]
 */
import { mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { cosineRestarts, fromJSON, warmup } from "@anneal/core";
import { plotSvg } from "@anneal/plot";
import { sample } from "@anneal/wasm";

const folder = process.argv[2] ?? mkdtempSync(join(tmpdir(), "anneal-schedule-"));
const json = join(folder, "schedule.json");
const svg = join(folder, "schedule.svg");

const schedule = warmup({
  warmupSteps: 500,
  schedule: cosineRestarts({
    peak: 3e-4,
    end: 3e-6,
    firstCycleSteps: 2_000,
    cycleMultiplier: 1.5,
    peakDecay: 0.8,
  }),
});
writeFileSync(json, JSON.stringify(schedule, null, 2));
writeFileSync(svg, plotSvg(schedule, { title: "Warm-up and cosine with restarts", totalSteps: 10_000 }));

const shared = fromJSON(readFileSync(json, "utf8"));
const ours = sample(schedule, { count: 10_000 });
const theirs = sample(shared, { count: 10_000 });

console.log(`written: ${json} and ${svg}`);
console.log(`step 1,234 has the rate ${shared(1_234)}`);
console.log(
  `the same bits at ${ours.length} steps: ${ours.every((rate, step) => Object.is(rate, theirs[step]))}`,
);
