/** `anneal identify`: finds the constructor of a logged learning-rate curve. */
import {
  type Identification,
  type IdentifiedCall,
  type IdentifiedValue,
  type Interval,
  identify,
  identifyNearest,
  type NearestIdentification,
} from "@anneal/core";
import type { ExampleCall, ExampleValue } from "@anneal/core/catalog";
import type { CommandLine } from "../command-line/command-line.js";
import { isOn, textOf, wholeOf } from "../command-line/command-values.js";
import { shellLine, wordsOf } from "../constructors/written.js";
import { badInput, usageError } from "../failure.js";
import { alignColumns, printLines } from "../output/print.js";
import { LOG_OPTIONS, readLogSeries } from "../schedule/read-log.js";
import type { Streams } from "../streams.js";
import { type Command, HELP_OPTIONS, JSON_OPTION } from "./command.js";

export const identifyCommand: Command = {
  usage: "<log> [options]",
  purpose:
    "Finds the simplest constructor that reproduces every logged learning rate, and the range of its numbers.",
  takesSchedules: false,
  takesWords: true,
  options: {
    "lr-column": {
      kind: "value",
      value: "<name>",
      help: "the column of the rate (default: lr, learning_rate, ...)",
    },
    digits: {
      kind: "value",
      value: "<count>",
      help: "number of digits in the log (default: inferred)",
    },
    ...LOG_OPTIONS,
    ...JSON_OPTION,
    ...HELP_OPTIONS,
  },
  notes: [
    "A log is CSV, JSON Lines, transformers' trainer_state.json, a TensorBoard event file or a folder of those. Rates may be " +
      "rounded and steps may be missing. Several numbers may then fit the log: the output has the range of each.",
  ],
  examples: [
    "identify run.csv",
    "identify trainer_state.json --json",
    "identify run.csv --lr-column learning_rate --digits 4",
  ],
  run: runIdentify,
};

/** Constructors of several parts, which are less simple than one curve. */
const COMBINED: ReadonlySet<string> = new Set(["join", "warmup", "branchDecay", "stretch", "sum", "scale"]);

async function runIdentify({ words, options }: CommandLine, streams: Streams): Promise<void> {
  const [path, second] = words;
  if (path === undefined || second !== undefined) {
    throw usageError("identify takes one log, such as: anneal identify run.csv");
  }
  const digits = wholeOf(options, "digits");
  const { steps, values } = await readLogSeries(
    path,
    { lr: textOf(options, "lr-column") ?? true },
    options,
    streams,
  );
  const kept = [...steps.keys()].filter((i) => Number.isFinite(values.lr?.[i] ?? Number.NaN));
  const rates = kept.map((i) => values.lr?.[i] as number);
  const limits = digits === undefined ? {} : { digits };
  const points = (first: number) => ({ steps: kept.map((i) => (steps[i] as number) - first), values: rates });
  const find = (first: number) => identify(points(first), limits);
  const fromZero = find(0);
  // Many loggers count updates from 1: one curve from 1 is simpler than parts from 0.
  const isSimple = fromZero !== null && !COMBINED.has(fromZero.name);
  const fromOne = isSimple || (steps[0] ?? 0) < 1 ? null : find(1);
  const isFromOne = fromOne !== null && (fromZero === null || !COMBINED.has(fromOne.name));
  const found = isFromOne ? fromOne : fromZero;
  if (found === null) throw badInput(nothingFound(identifyNearest(points(0), limits)));
  const firstStep = isFromOne ? 1 : 0;
  const lines = isOn(options, "json")
    ? [JSON.stringify({ ...found, firstStep }, null, 2)]
    : describe(found, kept.length, firstStep);
  await printLines(lines, streams.stdout);
}

function nothingFound(nearest: NearestIdentification | null): string {
  const none = "no constructor reproduces all logged rates";
  const advice = "if the log has fewer digits than its text, set their number with --digits";
  if (nearest === null) return `${none}; ${advice}`;
  const deviation = Number(nearest.deviation.toPrecision(3));
  return `${none}; nearest: ${codeOf(nearest)}, which deviates by up to ${deviation} (step ${nearest.deviationStep}); ${advice}`;
}

function describe(found: Identification, points: number, firstStep: number): string[] {
  const rows = Object.entries(found.intervals).map(([name, interval]) => [
    `  ${name}`,
    intervalText(interval),
  ]);
  return [
    codeOf(found),
    shellLine(["anneal", "plot", ...wordsOf(written(found))]),
    "",
    `reproduces all ${points} points; possible values`,
    ...alignColumns(rows),
    ...(firstStep === 0 ? [] : ["", "the log counts updates from 1"]),
  ];
}

/** The call as typed in a shell, where numbers are strings. */
function written({ name, options }: IdentifiedCall): ExampleCall {
  return {
    name,
    options: Object.fromEntries(
      Object.entries(options).map(([option, value]) => [option, writtenValue(value)]),
    ),
  };
}

function writtenValue(value: IdentifiedValue | number): ExampleValue {
  if (Array.isArray(value)) return value.map(writtenValue);
  return typeof value === "object" ? written(value as IdentifiedCall) : String(value);
}

/** The call as TypeScript. */
function codeOf({ name, options }: IdentifiedCall): string {
  const fields = Object.entries(options).map(([option, value]) => `${option}: ${valueText(value)}`);
  return `${name}({ ${fields.join(", ")} })`;
}

function valueText(value: IdentifiedValue | number): string {
  if (Array.isArray(value)) return `[${value.map(valueText).join(", ")}]`;
  return typeof value === "object" ? codeOf(value as IdentifiedCall) : JSON.stringify(value);
}

function intervalText({ minimum, maximum }: Interval): string {
  const shown = (value: number) =>
    Number.isInteger(value) ? String(value) : String(Number(value.toPrecision(6)));
  if (minimum === maximum) return `${shown(minimum)} only`;
  return Number.isFinite(maximum) ? `${shown(minimum)} to ${shown(maximum)}` : `${shown(minimum)} or more`;
}
