/** `anneal lint`: the mistakes in a schedule, found before training. */
import {
  type Finding,
  type FindingCode,
  InvalidArgumentError,
  type LintRun,
  lint,
  type Schedule,
} from "@anneal/core";
import type { CommandLine } from "../command-line/command-line.js";
import { isOn, positiveOf, textOf, wholeOf } from "../command-line/command-values.js";
import { listItems } from "../command-line/numbers.js";
import { badInput, usageError } from "../failure.js";
import { printLines } from "../output/print.js";
import { IMPORT_OPTIONS } from "../schedule/engine-file.js";
import { ScheduleReader } from "../schedule/read-schedule.js";
import type { Surroundings } from "../surroundings.js";
import { type Command, JSON_OPTION, SCHEDULE_HELP_OPTIONS } from "./command.js";

export const lintCommand: Command = {
  usage: "<schedule> [options]",
  purpose: "Finds the mistakes that people make with schedules, and says how to mend them.",
  takesSchedules: true,
  options: {
    run: {
      kind: "value",
      value: "<updates>",
      help: "how many updates the run has (default: until a decay ends)",
    },
    epochs: { kind: "value", value: "<count>", help: "how many epochs the run has" },
    "updates-per-epoch": { kind: "value", value: "<count>", help: "updates of one epoch" },
    optimizer: {
      kind: "value",
      value: "<name>",
      help: "adamw, sgd, ...: some mistakes are about Adam's kind",
    },
    accumulation: {
      kind: "value",
      value: "<count>",
      help: "micro-batches that make one update (default: 1)",
    },
    "world-size": { kind: "value", value: "<count>", help: "devices that train in parallel (default: 1)" },
    "scheduler-steps": {
      kind: "value",
      value: "<count>",
      help: "how often the schedule is stepped for each update (default: 1)",
    },
    accept: { kind: "value", value: "<code,...>", help: "findings that are known and meant" },
    ...JSON_OPTION,
    ...IMPORT_OPTIONS,
    ...SCHEDULE_HELP_OPTIONS,
  },
  notes: [
    "The exit code is 1 when an error or a warning was found. A fix is code over `schedule`, for @anneal/core.",
  ],
  examples: [
    'lint warmup-cosine --peak 3e-4 --warmup-steps 2000 --warmup-rule "(t+1)/W" --total-steps 100000 --optimizer adamw',
    "lint schedule.json --run 100 --json --accept ends-high",
  ],
  run: runLint,
};

async function runLint({ schedules, options }: CommandLine, surroundings: Surroundings): Promise<void> {
  const [words, second] = schedules;
  if (words === undefined || second !== undefined) {
    throw usageError("lint takes one schedule, such as: anneal lint cosine --peak 1e-3 --total-steps 100");
  }
  const run = readRun(options);
  const findings = lintAs(await new ScheduleReader(surroundings).read(words), run);
  const lines = isOn(options, "json") ? [JSON.stringify(findings, null, 2)] : describeAll(findings);
  await printLines(lines, surroundings.stdout);
  const wrong = findings.filter(({ severity }) => severity !== "info").length;
  if (wrong > 0) throw badInput(`${wrong} ${wrong === 1 ? "mistake" : "mistakes"} found`);
}

const OPTION_OF: Readonly<Record<string, string>> = {
  totalSteps: "--run",
  epochs: "--epochs",
  stepsPerEpoch: "--updates-per-epoch",
  optimizer: "--optimizer",
  accumulation: "--accumulation",
  worldSize: "--world-size",
  schedulerStepsPerUpdate: "--scheduler-steps",
  accept: "--accept",
};

/** Lint, whose refusals name the option as it was typed. */
function lintAs(schedule: Schedule, run: LintRun): readonly Finding[] {
  try {
    return lint(schedule, run);
  } catch (error) {
    const [, field] = error instanceof InvalidArgumentError ? (/^run\.(\w+)/.exec(error.argument) ?? []) : [];
    if (!(error instanceof InvalidArgumentError) || field === undefined) throw error;
    throw badInput(error.message.replace(error.argument, OPTION_OF[field] ?? error.argument));
  }
}

/** The options under the names that the library has; it checks them. */
function readRun(options: CommandLine["options"]): LintRun {
  const codes = textOf(options, "accept");
  const given = {
    totalSteps: wholeOf(options, "run"),
    epochs: positiveOf(options, "epochs"),
    stepsPerEpoch: positiveOf(options, "updates-per-epoch"),
    optimizer: textOf(options, "optimizer"),
    accumulation: wholeOf(options, "accumulation"),
    worldSize: wholeOf(options, "world-size"),
    schedulerStepsPerUpdate: positiveOf(options, "scheduler-steps"),
    accept: codes === undefined ? undefined : (listItems(codes) as FindingCode[]),
  };
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
}

function describeAll(findings: readonly Finding[]): string[] {
  if (findings.length === 0) return ["nothing found"];
  return findings.flatMap(({ code, severity, step, message, cost, fix }) => [
    `${severity}  ${code}  at step ${step}`,
    `  ${message}`,
    `  cost: ${cost}`,
    `  fix:  ${fix}`,
  ]);
}
