/** `anneal forecast best`: the schedule with the lowest loss under a law. */
import { type BestSchedule, bestSchedule, type FreeSchedule, type ScheduleFamily } from "@anneal/forecast";
import { plotTerminal } from "@anneal/plot";
import type { CommandLine, ScheduleWords } from "../command-line/command-line.js";
import { choiceOf, isOn, positiveOf, textOf, wholeOf } from "../command-line/command-values.js";
import { usageError } from "../failure.js";
import { openDestination } from "../output/destination.js";
import { printLines } from "../output/print.js";
import { terminalLook } from "../output/terminal-look.js";
import { inWordsOfTheCommandLine } from "../schedule/refusal.js";
import type { Streams } from "../streams.js";
import { kebabCase } from "../words/names.js";
import { readLawOption } from "./read-law.js";

/** The families by their names on the command line. */
const FAMILIES = {
  "free-form": "free-form",
  smooth: "smooth",
  "warmup-stable-decay": "warmupStableDecay",
  "warmup-cosine": "warmupCosine",
  "warmup-linear": "warmupLinear",
  "warmup-exponential": "warmupExponential",
} as const satisfies Record<string, ScheduleFamily>;

export async function runBest(
  given: readonly ScheduleWords[],
  options: CommandLine["options"],
  streams: Streams,
): Promise<void> {
  const [extra] = given;
  if (extra !== undefined)
    throw usageError(`forecast best takes no schedule; got ${JSON.stringify(extra.word)}`);
  const { law } = await readLawOption(options);
  const family = FAMILIES[choiceOf(options, "family", Object.keys(FAMILIES) as [keyof typeof FAMILIES])];
  const totalSteps = wholeOf(options, "total");
  const peak = positiveOf(options, "peak");
  if (totalSteps === undefined) throw usageError("--total is missing: the number of updates of the run");
  if (peak === undefined) throw usageError("--peak is missing: the highest rate");
  const warmupSteps = wholeOf(options, "warmup-steps");
  const search = { law, totalSteps, peak, family, ...(warmupSteps === undefined ? {} : { warmupSteps }) };
  let best: BestSchedule | FreeSchedule;
  try {
    best = bestSchedule(search);
  } catch (error) {
    throw inWordsOfTheCommandLine(error, new Set(["peak", "warmupSteps"]), "", (argument) =>
      argument === "totalSteps" ? "--total" : argument,
    );
  }
  const path = textOf(options, "output");
  if (path !== undefined) {
    const destination = await openDestination(path, streams.stdout);
    await destination.write(`${JSON.stringify(best.schedule, null, 2)}\n`);
    await destination.close();
  }
  if (isOn(options, "json")) return printLines([JSON.stringify(best, null, 2)], streams.stdout);
  const picture = plotTerminal(best.schedule, {
    ...terminalLook(streams.stdout, streams.env),
    to: totalSteps,
    markers: false,
  });
  const note = warmupSteps ? [] : ["", "without warm-up, which no law can choose: --warmup-steps adds one"];
  await printLines([picture, "", ...describe(best), ...note], streams.stdout);
}

function describe(best: BestSchedule | FreeSchedule): string[] {
  const lines = [`predicted final loss ${best.loss.toFixed(4)}`, ...optionLines(best)];
  if (!("nearest" in best)) return lines;
  const { nearest } = best;
  const cost = `the best constructor is at ${nearest.loss.toFixed(4)}, ${nearest.cost.toFixed(4)} above:`;
  return [...lines, "", cost, ...optionLines(nearest)];
}

/** A constructor as typed in a shell; a table as its points. */
function optionLines({ family, options }: BestSchedule): string[] {
  const { points } = options as { points?: readonly (readonly [number, number])[] };
  if (points !== undefined) return points.map(([step, rate]) => `  ${step}: ${Number(rate.toPrecision(4))}`);
  const words = Object.entries(options).map(
    ([name, value]) =>
      `--${kebabCase(name)} ${typeof value === "number" ? Number(value.toPrecision(6)) : value}`,
  );
  return [`  ${kebabCase(family)} ${words.join(" ")}`];
}
