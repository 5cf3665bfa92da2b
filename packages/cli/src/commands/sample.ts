/** `anneal sample`: prints the values of a schedule. */

import type { Schedule } from "@anneal/core";
import { describe } from "@anneal/core";
import { engineInfo } from "@anneal/wasm";
import type { CommandLine, ScheduleWords } from "../command-line/command-line.js";
import { choiceOf, fileOf, stepsOf } from "../command-line/command-values.js";
import { IMPORT_OPTIONS } from "../command-line/engine-file.js";
import { countSteps, type Range, readRange } from "../command-line/range.js";
import { badInput, usageError } from "../failure.js";
import { openDestination } from "../output/destination.js";
import { encoders, FORMATS } from "../output/encoders.js";
import { Progress } from "../output/progress.js";
import { lastStep } from "../schedule/extent.js";
import { ScheduleReader } from "../schedule/read-schedule.js";
import { type StepGrid, sampleParts } from "../schedule/step-grid.js";
import type { Streams } from "../streams.js";
import { type Command, RANGE_OPTIONS, SCHEDULE_HELP_OPTIONS } from "./command.js";

export const sampleCommand: Command = {
  usage: "<schedule> [options]",
  purpose: "Prints the values of a schedule, with the same bits on every engine.",
  takesSchedules: true,
  options: {
    ...RANGE_OPTIONS,
    steps: { kind: "numbers", value: "<step>...", help: "these steps instead, in any order" },
    format: {
      kind: "value",
      short: "f",
      value: "<csv|json|text|f32|f64>",
      help: "output format (default: csv; text on a terminal)",
    },
    engine: {
      kind: "value",
      value: "<auto|wasm|host>",
      help: "the engine; host is TypeScript (default: auto)",
    },
    output: {
      kind: "value",
      short: "o",
      value: "<file>",
      help: "write to a file instead of standard output",
    },
    ...IMPORT_OPTIONS,
    ...SCHEDULE_HELP_OPTIONS,
  },
  notes: [
    "csv has a header and one line per step; json is an array with one object per step, with null for values that are " +
      "not finite; text has values of at most six digits; f32 and f64 are the values alone, little-endian. Output is " +
      "streamed, so any number of steps fits into memory.",
  ],
  examples: [
    "sample warmup-cosine --peak 3e-4 --warmup-steps 2000 --total-steps 100000 --stride 10000",
    "sample schedule.json --steps 0 100 1k --format json",
    "sample one-cycle --peak 0.01 --total-steps 5000 --format f32 --output rates.f32",
    "sample - --to 1000 < schedule.json",
  ],
  run: runSample,
};

async function runSample({ schedules, options }: CommandLine, streams: Streams): Promise<void> {
  const { stdout, stderr } = streams;
  const words = onlySchedule(schedules);
  const path = fileOf(options, "output");
  const isForPeople = path === undefined && stdout.isTTY === true && !options.has("format");
  const format = isForPeople ? "text" : choiceOf(options, "format", FORMATS);
  const engine = choiceOf(options, "engine", ["auto", "wasm", "host"]);
  const encoder = encoders[format];
  if (encoder.isBinary && path === undefined && stdout.isTTY) {
    throw usageError(`a terminal can't show ${format}; add --output <file>, or send the output to a program`);
  }
  const chosen = readSteps(options);
  const reader = new ScheduleReader(streams);
  const schedule = await reader.read(words);
  const grid = chosen.kind === "list" ? chosen : rangeGrid(chosen, schedule, reader.longestRun);
  if (engine === "wasm") refuseMissingEngine();
  const destination = await openDestination(path, stdout);
  // No progress bar on a terminal that shows the values.
  const progress = path === undefined && stdout.isTTY === true ? null : new Progress(stderr, "sampling");
  let written = 0;
  try {
    await destination.write(encoder.head);
    for (const { steps, values, isFirst } of sampleParts(schedule, grid, { engine, dtype: encoder.dtype })) {
      await destination.write(encoder.encode(steps, values, isFirst));
      written += steps.length;
      progress?.report(written / grid.count);
    }
    await destination.write(encoder.tail);
  } finally {
    progress?.end();
    await destination.close();
  }
}

function onlySchedule(schedules: readonly ScheduleWords[]): ScheduleWords {
  const [first, second] = schedules;
  if (first === undefined) {
    throw usageError("sample needs a schedule, such as: anneal sample cosine --peak 1e-3 --total-steps 100");
  }
  if (second !== undefined)
    throw usageError(`sample takes one schedule; ${describe(second.word)} is a second one`);
  return first;
}

/** Checked before a file is truncated. */
function refuseMissingEngine(): void {
  const { reason } = engineInfo();
  if (reason !== null)
    throw badInput(`--engine wasm is not available; omit it, the values are the same (${reason})`);
}

type Chosen = Extract<StepGrid, { kind: "list" }> | ({ readonly kind: "range" } & Range);

function readSteps(options: CommandLine["options"]): Chosen {
  const steps = stepsOf(options, "steps");
  if (steps === undefined) return { kind: "range", ...readRange(options) };
  for (const name of ["from", "to", "stride"]) {
    if (options.has(name)) throw usageError(`--${name} can't be combined with --steps; remove one of them`);
  }
  return { kind: "list", steps, count: steps.length };
}

function rangeGrid({ from, to, stride }: Range, schedule: Schedule, longestRun: number): StepGrid {
  const count = countSteps(from, to ?? lastStep([schedule], from, longestRun), stride);
  return { kind: "range", from, stride, count };
}
