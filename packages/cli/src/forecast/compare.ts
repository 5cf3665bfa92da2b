/** `anneal forecast compare`: schedules ranked by the loss that a law predicts. */
import type { Schedule } from "@anneal/core";
import { compareSchedules, lossIntervals, type RankedSchedule } from "@anneal/forecast";
import { plotLossesSvg, plotLossesTerminal, plotTerminal, type RunLosses } from "@anneal/plot";
import type { CommandLine, ScheduleWords } from "../command-line/command-line.js";
import { isOn, wholeOf } from "../command-line/command-values.js";
import { badInput, usageError } from "../failure.js";
import { openDestination } from "../output/destination.js";
import { alignColumns, printLines } from "../output/print.js";
import { terminalLook } from "../output/terminal-look.js";
import { lastStep } from "../schedule/extent.js";
import { labelled } from "../schedule/labels.js";
import { ScheduleReader } from "../schedule/read-schedule.js";
import { inWordsOfTheCommandLine } from "../schedule/refusal.js";
import type { Streams } from "../streams.js";
import { type LawOfFile, readLawOption } from "./read-law.js";

/** The number of losses that are plotted for each schedule. */
const POINTS = 200;
/** The losses of the first steps are far above all others, so the plot starts after this share of the run. */
const FIRST_SHARE = 0.1;
const MOST_SCHEDULES = 8;

export async function runCompare(
  given: readonly ScheduleWords[],
  options: CommandLine["options"],
  streams: Streams,
): Promise<void> {
  if (given.length === 0) {
    throw usageError(
      "forecast compare needs schedules, such as: anneal forecast compare --law law.json a.json b.json",
    );
  }
  if (given.length > MOST_SCHEDULES)
    throw badInput(`forecast compare draws at most ${MOST_SCHEDULES} schedules`);
  const found = await readLawOption(options);
  const reader = new ScheduleReader(streams);
  const schedules: { readonly label: string; readonly schedule: Schedule }[] = [];
  for (const [label, words] of labelled(given)) schedules.push({ label, schedule: await reader.read(words) });
  const asked = wholeOf(options, "total");
  const totalSteps =
    asked ??
    lastStep(
      schedules.map(({ schedule }) => schedule),
      0,
    );
  if (totalSteps < 2) throw badInput(`--total must be at least 2; got ${totalSteps}`);
  let ranked: readonly RankedSchedule[];
  try {
    ranked = compareSchedules({ ...found, schedules, totalSteps });
  } catch (error) {
    throw inWordsOfTheCommandLine(error, new Set(), "", (argument) => nameOf(argument, schedules));
  }
  const losses = lossesOf(ranked, found, totalSteps);
  const svg = options.get("svg");
  if (typeof svg === "string") {
    const destination = await openDestination(svg, streams.stdout);
    await destination.write(`${plotLossesSvg(losses, { title: "Predicted losses" })}\n`);
    await destination.close();
  }
  if (isOn(options, "json")) {
    const rows = ranked.map(({ schedule, ...rest }) => rest);
    return printLines([JSON.stringify(rows, null, 2)], streams.stdout);
  }
  const look = terminalLook(streams.stdout, streams.env);
  const items = ranked
    .map(({ label }) => schedules.find((each) => each.label === label))
    .flatMap((each) => each ?? []);
  await printLines(
    [
      plotTerminal(items, { ...look, height: 14, to: totalSteps, markers: false }),
      "",
      plotLossesTerminal(losses, { ...look, height: 16, yLabel: "predicted loss", from: 0 }),
      "",
      ...table(ranked),
    ],
    streams.stdout,
  );
}

/** The label instead of `schedules[1].schedule`. */
function nameOf(argument: string, schedules: readonly { readonly label: string }[]): string {
  if (argument === "totalSteps") return "--total";
  return argument.replace(
    /^schedules\[(\d+)\]\.schedule/,
    (_, index) => schedules[Number(index)]?.label ?? "",
  );
}

/** The predicted losses along the run, in ranked order, with intervals if the law was resampled. */
function lossesOf(
  ranked: readonly RankedSchedule[],
  { law, resampled }: LawOfFile,
  totalSteps: number,
): RunLosses[] {
  const first = Math.floor(FIRST_SHARE * totalSteps);
  const steps = Array.from({ length: POINTS }, (_, i) =>
    Math.round(first + ((totalSteps - 1 - first) * i) / (POINTS - 1)),
  );
  return ranked.map(({ label, schedule }) => {
    const predicted = law.loss(schedule, steps);
    if (resampled.length === 0) return { label, steps, predicted };
    const intervals = lossIntervals(resampled, schedule, steps);
    return {
      label,
      steps,
      predicted,
      low: intervals.map(({ low }) => low),
      high: intervals.map(({ high }) => high),
    };
  });
}

function table(ranked: readonly RankedSchedule[]): string[] {
  const rows = ranked.map(({ label, loss, cost, interval, chance }) => [
    label,
    loss.toFixed(4),
    cost === 0 ? "" : `+${cost.toFixed(4)}`,
    interval === null ? "" : `${interval.low.toFixed(4)} to ${interval.high.toFixed(4)}`,
    chance === null ? "" : `${Math.round(100 * chance)} %`,
  ]);
  const hasIntervals = ranked.some(({ interval }) => interval !== null);
  const names = ["schedule", "final loss", "cost", ...(hasIntervals ? ["interval", "best in"] : ["", ""])];
  return alignColumns([names, ...rows], [1, 2, 4]);
}
