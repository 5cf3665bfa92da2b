/** Reads runs from logs with columns of steps, losses and, optionally, rates. */
import { basename } from "node:path";
import type { ScheduleLike, TrainedRun } from "@anneal/forecast";
import type { CommandLine, ScheduleWords } from "../command-line/command-line.js";
import { readWord } from "../command-line/parse.js";
import { badInput } from "../failure.js";
import { readLogSeries } from "../schedule/read-log.js";
import type { ScheduleReader } from "../schedule/read-schedule.js";
import type { Streams } from "../streams.js";

/** Where and how runs are read. */
export interface RunSource {
  readonly reader: ScheduleReader;
  readonly lossColumn: string | undefined;
  readonly options: CommandLine["options"];
  readonly streams: Pick<Streams, "stdin">;
}

/**
 * A run from its log: CSV, JSON Lines, TensorBoard or trainer_state.json. Its schedule is the one given with it, or
 * otherwise a linear interpolation of the logged rates, from 0 at step 0 on.
 */
export async function readRun(
  words: ScheduleWords,
  { reader, lossColumn, options, streams }: RunSource,
): Promise<TrainedRun & { readonly label: string }> {
  const path = words.word;
  const label = basename(path).replace(/\.\w+$/, "");
  const loss = lossColumn ?? true;
  const given = words.own.get("schedule");
  if (typeof given === "string") {
    const { steps, values } = await readLogSeries(path, { loss }, options, streams);
    const losses = pairsOf(steps, values.loss);
    const schedule = await reader.read(readWord(given));
    return { label, schedule, steps: losses.steps, losses: losses.values };
  }
  const { steps, values } = await readLogSeries(path, { loss, lr: true }, options, streams);
  const logged = pairsOf(steps, values.lr);
  const losses = pairsOf(steps, values.loss);
  return {
    label,
    schedule: throughRates(path, logged.steps, logged.values),
    steps: losses.steps,
    losses: losses.values,
  };
}

/** The steps that have a value: a log may have rates and losses in different rows. */
function pairsOf(steps: ArrayLike<number>, values: ArrayLike<number>) {
  const there = Array.from(steps, (step, i) => [step, values[i] as number] as const).filter(
    ([, value]) => !Number.isNaN(value),
  );
  return { steps: there.map(([step]) => step), values: there.map(([, value]) => value) };
}

/** The largest number of steps of a law. */
const MOST_STEPS = 10_000_000;

/** The rates of all steps: a linear interpolation of the logged ones, from 0 at step 0 on. */
function throughRates(path: string, steps: readonly number[], logged: readonly number[]): ScheduleLike {
  const points = steps.map((step, i) => [step, logged[i] as number] as const).sort((a, b) => a[0] - b[0]);
  const last = points.at(-1)?.[0] ?? 0;
  if (last >= MOST_STEPS) throw badInput(`${path}: the last step must be below ${MOST_STEPS}; got ${last}`);
  const rates: number[] = [];
  let [start, from] = [0, 0];
  for (const [end, to] of points) {
    for (let step = rates.length; step <= end; step++) {
      rates.push(end === start ? to : from + ((to - from) * (step - start)) / (end - start));
    }
    [start, from] = [end, to];
  }
  return rates;
}
