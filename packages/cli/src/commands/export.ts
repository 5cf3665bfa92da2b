/** `anneal export`: a schedule as the configuration of a training engine, or as code for it. */
import { basename, extname } from "node:path";
import { describe, InvalidArgumentError, type Schedule } from "@anneal/core";
import {
  type ExportedFile,
  type ExportResult,
  exportEngineNames,
  type NativeExport,
  type ToEngineOptions,
  toEngine,
} from "@anneal/interop/engines";
import type { CommandLine, CommandOptions, Given, ScheduleWords } from "../command-line/command-line.js";
import { fileOf, isOn, textOf, wholeOf } from "../command-line/command-values.js";
import { engineFile, IMPORT_OPTIONS } from "../command-line/engine-file.js";
import { badInput, usageError } from "../failure.js";
import { openDestination } from "../output/destination.js";
import { oneLine } from "../output/one-line.js";
import { ScheduleReader } from "../schedule/read-schedule.js";
import { inWordsOfTheCommandLine } from "../schedule/refusal.js";
import type { Streams } from "../streams.js";
import { type Command, JSON_OPTION, SCHEDULE_HELP_OPTIONS } from "./command.js";

const { set } = IMPORT_OPTIONS as CommandOptions & { readonly set: CommandOptions[string] };

export const exportCommand: Command = {
  usage: "<schedule> --to <engine> [options]",
  purpose:
    "Writes a schedule for a training engine: the engine's own fields if they reproduce every rate, otherwise code that does.",
  takesSchedules: true,
  options: {
    to: { kind: "value", value: "<engine>", choices: exportEngineNames, help: "the engine" },
    total: {
      kind: "value",
      value: "<updates>",
      help: "number of updates of the run (default: until the schedule is constant)",
    },
    "engine-version": {
      kind: "value",
      value: "<version>",
      help: "the engine's version (default: the newest known)",
    },
    "steps-per-epoch": {
      kind: "value",
      value: "<updates>",
      help: "updates per epoch, for engines that count epochs (default: the run is one epoch)",
    },
    comment: { kind: "value", value: "<text>", help: "a comment for the head of generated code" },
    nearest: { kind: "flag", help: "write the engine's own fields even if they are not exact" },
    output: {
      kind: "value",
      short: "o",
      value: "<file>",
      help: "write to a file instead of standard output",
    },
    set,
    ...JSON_OPTION,
    ...SCHEDULE_HELP_OPTIONS,
  },
  notes: [
    `Engines: ${exportEngineNames.join(" ")}.`,
    "Notes on standard error say how updates are counted, and by how much and where the engine's own fields deviate from " +
      "the schedule. Generated code has the schedule in a comment, which `anneal import` reads.",
  ],
  examples: [
    "export warmup-cosine --peak 3e-4 --warmup-steps 100 --total-steps 1000 --to hf",
    "export wsd --peak 3e-4 --warmup-steps 100 --decay-steps 200 --total-steps 1000 --to torchtitan",
    "export recipe:gpt-3/175B --to megatron --total 100000",
    "export linear --start 1e-3 --end 0 --total-steps 1000 --to deepspeed --json",
  ],
  run: runExport,
};

async function runExport({ schedules, options }: CommandLine, streams: Streams): Promise<void> {
  const [words, second] = schedules;
  const engine = textOf(options, "to");
  if (words === undefined) {
    throw usageError("export needs a schedule, such as: anneal export schedule.json --to hf");
  }
  if (second !== undefined)
    throw usageError(`export takes one schedule; ${describe(second.word)} is a second one`);
  if (engine === undefined) throw usageError(`export needs an engine: --to ${exportEngineNames.join(", ")}`);
  const path = fileOf(options, "output");
  const wanted = readOptions(options);
  const schedule = await new ScheduleReader(streams).read(withTotal(words, textOf(options, "total")));
  const result = exported(schedule, engine, wanted);
  const isJson = isOn(options, "json");
  const nearest = isOn(options, "nearest") && !isJson ? nearestOf(result) : null;
  const file = nearest?.file ?? result.file;
  const text = isJson ? `${JSON.stringify(result, null, 2)}\n` : endingInLine(file.text);
  const destination = await openDestination(path, streams.stdout);
  try {
    await destination.write(text);
  } finally {
    await destination.close();
  }
  if (!isJson) await explain(result, nearest !== null, misnamed(path, file), streams);
}

/** Fields that are not exact; null: the file has those that are. */
function nearestOf({ engine, form, native }: ExportResult): NativeExport | null {
  if (form === "native") return null;
  if (native !== null) return native;
  throw badInput(`${engine} has no fields for a similar schedule; remove --nearest to export code`);
}

const FORMATS: Readonly<Record<string, ExportedFile["format"]>> = {
  ".yaml": "yaml",
  ".yml": "yaml",
  ".json": "json",
  ".toml": "toml",
  ".py": "python",
  ".ts": "typescript",
};

/** A note about a file whose extension is of another format. */
function misnamed(path: string | undefined, { name, format }: ExportedFile): readonly string[] {
  const named = FORMATS[extname(path ?? "").toLowerCase()];
  if (path === undefined || named === undefined || named === format) return [];
  return [`${oneLine(basename(path))} is not ${named} but ${format}: its usual name is ${name}`];
}

function readOptions(options: CommandLine["options"]): ToEngineOptions {
  const total = wholeOf(options, "total");
  const stepsPerEpoch = wholeOf(options, "steps-per-epoch");
  const engineVersion = textOf(options, "engine-version");
  const comment = textOf(options, "comment");
  return {
    ...(total === undefined ? {} : { totalSteps: total }),
    ...(stepsPerEpoch === undefined ? {} : { stepsPerEpoch }),
    ...(engineVersion === undefined ? {} : { engineVersion }),
    ...(comment === undefined ? {} : { comment }),
  };
}

/** The total of the run, which an engine's file may not contain. */
function withTotal(words: ScheduleWords, total: string | undefined): ScheduleWords {
  if (total === undefined || words.constructorEntry !== null || engineFile(words.word) === null) return words;
  return { ...words, own: new Map<string, Given>([...words.own, ["total", total]]) };
}

const OPTIONS: Readonly<Record<string, string>> = { totalSteps: "--total", engine: "--to" };

function exported(schedule: Schedule, engine: string, options: ToEngineOptions): ExportResult {
  try {
    return toEngine(schedule, engine, options);
  } catch (error) {
    const isMissing = error instanceof InvalidArgumentError && error.argument === "totalSteps";
    if (isMissing && error.received === undefined) {
      throw usageError("the schedule has no end; give the number of updates with --total");
    }
    const names = new Set(["engineVersion", "stepsPerEpoch", "comment"]);
    throw inWordsOfTheCommandLine(error, names, "", (argument) => OPTIONS[argument] ?? argument);
  }
}

function endingInLine(text: string): string {
  return text.endsWith("\n") ? text : `${text}\n`;
}

/** The notes about the file. */
async function explain(
  result: ExportResult,
  isNearest: boolean,
  remarks: readonly string[],
  { stderr }: Streams,
): Promise<void> {
  const { engine, engineVersion, form, notes, native } = result;
  const kind = isNearest || form === "native" ? "the engine's own fields" : "code";
  const isExact = isNearest ? (native?.isExact ?? false) : result.isExact;
  const lines = [
    `${engine} (${engineVersion}): ${kind}, ${isExact ? "exact" : "not exact"}`,
    ...[...remarks, ...notes].map((note) => `  ${note}`),
  ];
  const destination = await openDestination(undefined, stderr);
  await destination.write(`${lines.join("\n")}\n`).catch(() => {});
}
