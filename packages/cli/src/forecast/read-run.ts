/** Reads runs from logs with columns of steps, losses and, optionally, rates. */
import { basename } from "node:path";
import type { TrainedRun } from "@anneal/forecast";
import type { CommandLine } from "../command-line/command-line.js";
import { readWord } from "../command-line/parse.js";
import { badInput } from "../failure.js";
import { readLogSeries } from "../schedule/read-log.js";
import type { ScheduleReader } from "../schedule/read-schedule.js";
import type { Streams } from "../streams.js";
import { loggedRates } from "./logged-rates.js";
import type { RunWords } from "./run-words.js";

/** Where and how runs are read. */
export interface RunSource {
  readonly reader: ScheduleReader;
  readonly lossColumn: string | undefined;
  readonly rateColumn: string | undefined;
  readonly options: CommandLine["options"];
  readonly streams: Pick<Streams, "stdin">;
}

/** A run, and notes about its rates. */
export type LoggedRun = TrainedRun & { readonly label: string; readonly notes: readonly string[] };

/** The largest number of steps of a law. */
const MOST_STEPS = 10_000_000;

/**
 * A run from its log: CSV, JSON Lines, TensorBoard or trainer_state.json. Its schedule is the one given with it, or
 * otherwise an interpolation of the logged rates.
 */
export async function readRun(
  { path, schedule: given }: RunWords,
  { reader, lossColumn, rateColumn, options, streams }: RunSource,
): Promise<LoggedRun> {
  const label = basename(path).replace(/\.\w+$/, "");
  const loss = lossColumn ?? true;
  if (given !== undefined) {
    const { steps, values } = await readLogSeries(path, { loss }, options, streams);
    const losses = pairsOf(steps, values.loss);
    const schedule = await reader.read(readWord(given));
    return { label, schedule, steps: losses.steps, losses: losses.values, notes: [] };
  }
  const { steps, values } = await readLogSeries(path, { loss, lr: rateColumn ?? true }, options, streams);
  const logged = pairsOf(steps, values.lr);
  const losses = pairsOf(steps, values.loss);
  const last = logged.steps.reduce((a, b) => Math.max(a, b), 0);
  if (last >= MOST_STEPS) throw badInput(`${path}: the last step must be below ${MOST_STEPS}; got ${last}`);
  const { rates, jumps } = loggedRates(logged.steps, logged.values);
  const notes = jumps.map(
    ([before, after]) =>
      `${label}: the rate jumps between steps ${before} and ${after}; pass --schedule for the exact step`,
  );
  return { label, schedule: rates, steps: losses.steps, losses: losses.values, notes };
}

/** The steps that have a value: a log may have rates and losses in different rows. */
function pairsOf(steps: ArrayLike<number>, values: ArrayLike<number>) {
  const there = Array.from(steps, (step, i) => [step, values[i] as number] as const).filter(
    ([, value]) => !Number.isNaN(value),
  );
  return { steps: there.map(([step]) => step), values: there.map(([, value]) => value) };
}
