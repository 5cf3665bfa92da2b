/** The output of the program. */

import { plotTerminal, type RecordedCurve, wantsColor } from "@anneal/plot";
import { alignColumns } from "@anneal-dev/bench";
import { mean } from "../compare-states.js";
import { bestOf, type Contender } from "./comparison.js";
import type { Timed } from "./timings.js";

/** A row for each rate. */
export function contenderTable(contenders: readonly Contender[]): string {
  const rows = contenders.map(({ kind, rate, trainingLoss, testLoss, testAccuracy, accuracyRange }) => [
    `${kind} ${rate}`,
    trainingLoss.toFixed(4),
    testLoss.toFixed(4),
    percent(testAccuracy),
    accuracyRange.map(percent).join(" to "),
  ]);
  return alignColumns([["", "training loss", "test loss", "test accuracy", "with each seed"], ...rows]).join(
    "\n",
  );
}

/** Compares the best schedule with the best constant rate, and with the constant rate equal to its peak. */
export function verdict(contenders: readonly Contender[]): string {
  const schedule = bestOf(contenders, "warm-up and cosine");
  const best = bestOf(contenders, "constant");
  const same = contenders.find(({ kind, rate }) => kind === "constant" && rate === schedule.rate) ?? best;
  const against = (other: Contender) =>
    `${percent(other.testAccuracy)} with a constant ${other.rate}, loss ${other.testLoss.toFixed(3)}`;
  return [
    `Test digits recognized with warm-up and cosine, peak ${schedule.rate}: ${percent(schedule.testAccuracy)}, loss ${schedule.testLoss.toFixed(3)}`,
    `  against the best constant rate: ${against(best)}`,
    `  against its own peak:           ${against(same)}`,
    "Both kinds tried the same rates, steps, batches and seeds; the best rate of each is chosen on the test digits.",
  ].join("\n");
}

const drawing = () => ({
  width: Math.min(Math.max(process.stdout.columns ?? 80, 32), 100),
  height: 16,
  color: wantsColor(process.env, process.stdout.isTTY),
});

/** The rates of the best schedule and of the best constant rate. */
export function ratePlot(contenders: readonly Contender[], totalSteps: number): string {
  const items = bestOfBoth(contenders).map(({ kind, rate, schedule }) => ({
    label: `${kind} ${rate}`,
    schedule,
  }));
  return plotTerminal(items, { ...drawing(), title: "The rates", totalSteps });
}

/** Their losses, as means over several steps. */
export function lossPlot(contenders: readonly Contender[], totalSteps: number): string {
  const stretch = Math.max(1, Math.floor(totalSteps / 50));
  const items = bestOfBoth(contenders).map(({ kind, rate, losses }): RecordedCurve => {
    const ends = Array.from({ length: Math.floor(totalSteps / stretch) }, (_, i) => (i + 1) * stretch);
    const values = ends.map((end) => mean(losses.subarray(end - stretch, end)));
    return { label: `${kind} ${rate}`, steps: ends, values };
  });
  return plotTerminal(items, {
    ...drawing(),
    title: "Training loss",
    yLabel: "training loss",
    scale: "log",
  });
}

function bestOfBoth(contenders: readonly Contender[]): Contender[] {
  return [bestOf(contenders, "warm-up and cosine"), bestOf(contenders, "constant")];
}

/** The timings, fastest first. */
export function timingTable(title: string, timings: readonly Timed[]): string {
  const rows = timings.map(({ name, milliseconds, ratio }, index) => [
    `  ${name}`,
    `${milliseconds.toPrecision(3)} ms`,
    index === 0 ? "" : `${ratio.toFixed(1)} times as long`,
  ]);
  return [title, ...alignColumns(rows)].join("\n");
}

function percent(share: number): string {
  return `${(100 * share).toFixed(2)} %`;
}
