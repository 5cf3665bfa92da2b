/** `anneal forecast fit`: fits a law to training runs. */
import { fitLossLaw, fitToJSON, type LawFit, type LawName, lossIntervals } from "@anneal/forecast";
import { plotLossesSvg, plotLossesTerminal, type RunLosses } from "@anneal/plot";
import type { CommandLine, ScheduleWords } from "../command-line/command-line.js";
import { choiceOf, isOn, textOf, wholeOf } from "../command-line/command-values.js";
import { usageError } from "../failure.js";
import { openDestination } from "../output/destination.js";
import { alignColumns, printLines } from "../output/print.js";
import { terminalLook } from "../output/terminal-look.js";
import { ScheduleReader } from "../schedule/read-schedule.js";
import { inWordsOfTheCommandLine } from "../schedule/refusal.js";
import type { Streams } from "../streams.js";
import { type LoggedRun, readRun } from "./read-run.js";
import { runWords } from "./run-words.js";

export async function runFit(
  files: readonly ScheduleWords[],
  options: CommandLine["options"],
  streams: Streams,
): Promise<void> {
  if (files.length === 0)
    throw usageError("forecast fit needs runs, such as: anneal forecast fit runs/*.csv");
  const reader = new ScheduleReader(streams);
  const columns = { lossColumn: textOf(options, "loss-column"), rateColumn: textOf(options, "lr-column") };
  const source = { reader, ...columns, options, streams };
  const runs: LoggedRun[] = [];
  for (const words of runWords(files)) runs.push(await readRun(words, source));
  const law: LawName = choiceOf(options, "kind", ["multi-power", "annealing"]);
  const prior = choiceOf(options, "prior", ["published", "none"]);
  const smoothing = wholeOf(options, "smoothing");
  const resamples = wholeOf(options, "resamples");
  const settings = {
    law,
    prior,
    ...(smoothing === undefined ? {} : { smoothing }),
    ...(resamples === undefined ? {} : { resamples }),
  };
  let fit: LawFit;
  try {
    fit = fitLossLaw(runs, settings);
  } catch (error) {
    throw inWordsOfTheCommandLine(error, new Set(["smoothing", "resamples"]), "", nameOfRun(files));
  }
  const document = `${JSON.stringify(fitToJSON(fit), null, 2)}\n`;
  const path = textOf(options, "output");
  if (path !== undefined) await writeFile(path, document, streams);
  const losses = lossesOf(fit, runs);
  const svg = options.get("svg");
  if (typeof svg === "string") await writeFile(svg, `${plotLossesSvg(losses)}\n`, streams);
  if (isOn(options, "json")) return printLines([document.trimEnd()], streams.stdout);
  const picture = plotLossesTerminal(losses, terminalLook(streams.stdout, streams.env));
  const notes = runs.flatMap((run) => run.notes.flatMap((note) => ["", `note: ${note}`]));
  await printLines([picture, "", ...describe(fit), ...notes], streams.stdout);
}

/** The file instead of `runs[1]`. */
function nameOfRun(files: readonly ScheduleWords[]): (argument: string) => string {
  return (argument) =>
    argument.replace(/^runs\[(\d+)\]\.?/, (_, index) => `${files[Number(index)]?.word ?? "a run"}: `);
}

async function writeFile(path: string, text: string, { stdout }: Streams): Promise<void> {
  const destination = await openDestination(path, stdout);
  try {
    await destination.write(text);
  } finally {
    await destination.close();
  }
}

/** The runs in the form for plots, with intervals if the fit was resampled; at most as many as a plot has colors. */
function lossesOf({ runs, resampled }: LawFit, given: readonly LoggedRun[]): RunLosses[] {
  return runs.slice(0, 8).map(({ label, steps, measured, predicted }, i) => {
    const run = { label, steps, measured, predicted };
    if (resampled.length === 0) return run;
    const intervals = lossIntervals(resampled, (given[i] as LoggedRun).schedule, steps);
    return { ...run, low: intervals.map(({ low }) => low), high: intervals.map(({ high }) => high) };
  });
}

function describe({ law, runs, intervals, warnings }: LawFit): string[] {
  const values = Object.entries(law.parameters).map(([name, value]) => {
    const interval = intervals?.[name];
    const range = interval ? `${short(interval.low)} to ${short(interval.high)}` : "";
    return ["", name, short(value as number), range];
  });
  const errors = runs.map(({ label, r2, meanAbsoluteError, largestRelativeError }) => [
    label,
    r2.toFixed(4),
    meanAbsoluteError.toFixed(4),
    `${(100 * largestRelativeError).toFixed(2)} %`,
  ]);
  return [
    `${law.name} law`,
    ...alignColumns(values, [2]),
    "",
    ...alignColumns([["run", "R2", "mean error", "largest"], ...errors], [1, 2, 3]),
    ...warnings.flatMap(({ message }) => ["", `warning: ${message}`]),
  ];
}

function short(value: number): string {
  return `${Number(value.toPrecision(5))}`;
}
