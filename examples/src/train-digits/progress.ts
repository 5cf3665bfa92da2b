/** Shows the progress of the training: a bar on a terminal, a line per run otherwise. */
import { Presets, SingleBar } from "cli-progress";
import type { Progress } from "./comparison.js";

export interface ProgressDisplay extends Progress {
  /** Ends the display after the last run. */
  finish(): void;
}

export function showProgress(totalSteps: number, runs: number): ProgressDisplay {
  return process.stdout.isTTY ? progressBar(totalSteps) : progressLines(runs);
}

function progressBar(totalSteps: number): ProgressDisplay {
  const format = "{bar} {percentage} %, {eta_formatted} left | {name} | loss {loss}";
  const bar = new SingleBar(
    { format, hideCursor: true, barsize: 24, stream: process.stdout },
    Presets.shades_classic,
  );
  bar.start(totalSteps, 0, { name: "", loss: "" });
  return {
    onRun: (name) => bar.update({ name }),
    onStep: (loss) => bar.increment(1, { loss: loss.toFixed(3) }),
    finish: () => bar.stop(),
  };
}

function progressLines(runs: number): ProgressDisplay {
  let run = 0;
  return {
    onRun: (name) => console.log(`run ${++run} of ${runs}: ${name}`),
    onStep() {},
    finish() {},
  };
}
