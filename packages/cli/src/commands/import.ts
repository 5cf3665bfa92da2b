/** `anneal import`: prints the schedule of a training engine's configuration. */
import { fromJSON, restsAt, type Schedule } from "@anneal/core";
import { engineNames, type ImportResult } from "@anneal/interop/engines";
import type { CommandLine } from "../command-line/command-line.js";
import { isOn, textOf, textsOf } from "../command-line/command-values.js";
import { engineFile } from "../command-line/engine-file.js";
import { usageError } from "../failure.js";
import { printLines } from "../output/print.js";
import { updateRows, updatesTable } from "../output/updates-table.js";
import { importFile } from "../schedule/import-file.js";
import { peakUpdate } from "../schedule/peak-update.js";
import type { Streams } from "../streams.js";
import { type Command, HELP_OPTIONS, JSON_OPTION } from "./command.js";

export const importCommand: Command = {
  usage: "<file> [options]",
  purpose:
    "Reads a training engine's configuration and prints the schedule that the engine would run. Nothing in the file is executed.",
  takesSchedules: false,
  takesWords: true,
  options: {
    engine: {
      kind: "value",
      value: "<name>",
      choices: engineNames,
      help: "the engine (default: recognized from the file)",
    },
    total: {
      kind: "value",
      value: "<updates>",
      help: "number of updates of the run, if the file does not contain it",
    },
    set: {
      kind: "value",
      value: "<name=value>",
      isRepeatable: true,
      help: "a field or variable that the file does not contain; repeatable",
    },
    ...JSON_OPTION,
    ...HELP_OPTIONS,
  },
  notes: [
    "Engines: hf axolotl llamafactory unsloth trl deepspeed megatron megatron-bridge automodel nemo nemo-rl torchtitan " +
      "torchtune composer nanotron levanter maxtext olmo olmo-core gpt-neox lingua litgpt easylm open_clip timm fairseq " +
      "fairseq2 llm.c nanogpt nanochat big_vision verl prime-rl keras.",
    "Files are YAML, JSON, TOML, Python, or the flags of a command line or launch script; up to 8 MB. The steps of the " +
      "schedule are updates, from 0. JSON has the schedules as documents that every other command takes.",
  ],
  examples: [
    "import ds_config.json --engine deepspeed",
    "import sft.yaml --total 1000",
    "import train.sh --engine megatron --set LR=3e-4 --json",
    "plot import:sft.yaml --total 1000",
  ],
  run: runImport,
};

async function runImport({ words, options }: CommandLine, streams: Streams): Promise<void> {
  const [word, second] = words;
  if (word === undefined || second !== undefined) {
    throw usageError("import takes one file, such as: anneal import ds_config.json --engine deepspeed");
  }
  const named = engineFile(word);
  const engine = textOf(options, "engine");
  const result = await importFile(
    {
      path: engine === undefined && named !== null ? named.path : word,
      engine: engine ?? named?.engine,
      total: textOf(options, "total"),
      set: textsOf(options, "set"),
    },
    streams,
  );
  const lines = isOn(options, "json") ? [JSON.stringify(result, null, 2)] : describeImport(result);
  await printLines(lines, streams.stdout);
}

function describeImport(result: ImportResult): string[] {
  const columns = result.schedules.map(({ name, schedule }) => [name, fromJSON(schedule)] as const);
  const [[, main]] = columns as unknown as readonly [readonly [string, Schedule]];
  const last = Math.max(3, lastUpdate(main));
  return [
    `${result.engine} (${result.engineVersion})`,
    "",
    ...updatesTable(updateRows(peakUpdate(main, last), last), columns),
    ...list("assumed", result.assumed),
    ...list("notes", result.notes),
    ...list(
      "findings",
      result.findings.map(({ severity, code, message }) => `${severity}  ${code}: ${message}`),
    ),
  ];
}

function list(title: string, items: readonly string[]): string[] {
  return items.length === 0 ? [] : ["", `${title}:`, ...items.map((item) => `  ${item}`)];
}

/** The update before the schedule becomes constant, or a few hundred if it never does. */
function lastUpdate(schedule: Schedule): number {
  const rest = restsAt(schedule.node);
  return Number.isFinite(rest) ? Math.max(0, Math.ceil(rest) - 1) : 1000;
}
