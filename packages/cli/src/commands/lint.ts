/** `anneal lint`: finds common mistakes in a schedule before training. */
import {
  type Finding,
  type FindingCode,
  InvalidArgumentError,
  type LintRun,
  lint,
  type Schedule,
} from "@anneal/core";
import type { CommandLine, ScheduleWords } from "../command-line/command-line.js";
import { isOn, positiveOf, textOf, wholeOf } from "../command-line/command-values.js";
import { IMPORT_OPTIONS } from "../command-line/engine-file.js";
import { badInput, CommandError, EXIT_LINT_ERRORS, EXIT_LINT_WARNINGS, usageError } from "../failure.js";
import { optionFix } from "../lint/option-fix.js";
import { printLines } from "../output/print.js";
import { ScheduleReader } from "../schedule/read-schedule.js";
import type { Streams } from "../streams.js";
import { listItems, shortenNumbers } from "../words/numbers.js";
import { type Command, JSON_OPTION, SCHEDULE_HELP_OPTIONS } from "./command.js";

export const lintCommand: Command = {
  usage: "<schedule> [options]",
  purpose: "Checks a schedule for common mistakes and suggests fixes.",
  takesSchedules: true,
  options: {
    run: {
      kind: "value",
      value: "<updates>",
      help: "number of updates of the run (default: until a decay ends)",
    },
    epochs: { kind: "value", value: "<count>", help: "number of epochs of the run" },
    "updates-per-epoch": { kind: "value", value: "<count>", help: "updates per epoch" },
    optimizer: {
      kind: "value",
      value: "<name>",
      help: "adamw, sgd, ...: some checks are for Adam-like optimizers",
    },
    accumulation: {
      kind: "value",
      value: "<count>",
      help: "micro-batches per update (default: 1)",
    },
    "world-size": { kind: "value", value: "<count>", help: "devices that train in parallel (default: 1)" },
    "scheduler-steps": {
      kind: "value",
      value: "<count>",
      help: "steps of the schedule per update (default: 1)",
    },
    accept: { kind: "value", value: "<code,...>", help: "codes of findings to suppress" },
    ...JSON_OPTION,
    ...IMPORT_OPTIONS,
    ...SCHEDULE_HELP_OPTIONS,
  },
  notes: [
    "A fix is a change of the options that you typed or, if none helps, code for @anneal/core. The exit code is 0 for " +
      "infos, 3 for warnings and 4 for errors.",
  ],
  examples: [
    'lint warmup-cosine --peak 3e-4 --warmup-steps 2000 --warmup-rule "(t+1)/W" --total-steps 100000 --optimizer adamw',
    "lint schedule.json --run 100 --json --accept ends-high",
  ],
  run: runLint,
};

async function runLint({ schedules, options }: CommandLine, streams: Streams): Promise<void> {
  const [words, second] = schedules;
  if (words === undefined || second !== undefined) {
    throw usageError("lint takes one schedule, such as: anneal lint cosine --peak 1e-3 --total-steps 100");
  }
  const run = readRun(options);
  const reader = new ScheduleReader(streams);
  const findings = lintAs(await reader.read(words), run);
  if (isOn(options, "json")) {
    await printLines([JSON.stringify(findings, null, 2)], streams.stdout);
  } else {
    const length = { totalSteps: lengthOf(run) };
    const recheck = async (changed: ScheduleWords) => {
      const schedule = await reader.read(changed).catch(() => null);
      return schedule && lint(schedule, run);
    };
    const fixes = await Promise.all(
      findings.map((finding) => optionFix(words, finding, findings, length, recheck)),
    );
    await printLines(describeAll(findings, fixes), streams.stdout);
  }
  failBySeverity(findings);
}

/** The length of the run in updates, if it is given. */
function lengthOf({ totalSteps, epochs, stepsPerEpoch }: LintRun): number | null {
  if (totalSteps !== undefined) return totalSteps;
  return epochs === undefined || stepsPerEpoch === undefined ? null : Math.ceil(epochs * stepsPerEpoch);
}

/** @throws CommandError if an error or a warning was found. */
function failBySeverity(findings: readonly Finding[]): void {
  const errors = findings.filter(({ severity }) => severity === "error").length;
  const warnings = findings.filter(({ severity }) => severity === "warning").length;
  if (errors + warnings === 0) return;
  const counts = [count(errors, "error"), count(warnings, "warning")].filter((text) => text !== "");
  throw new CommandError(`found ${counts.join(" and ")}`, errors > 0 ? EXIT_LINT_ERRORS : EXIT_LINT_WARNINGS);
}

function count(number: number, noun: string): string {
  return number === 0 ? "" : `${number} ${noun}${number === 1 ? "" : "s"}`;
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

/** Lint, with errors that name the option as it was typed. */
function lintAs(schedule: Schedule, run: LintRun): readonly Finding[] {
  try {
    return lint(schedule, run);
  } catch (error) {
    const [, field] = error instanceof InvalidArgumentError ? (/^run\.(\w+)/.exec(error.argument) ?? []) : [];
    if (!(error instanceof InvalidArgumentError) || field === undefined) throw error;
    throw badInput(error.message.replace(error.argument, OPTION_OF[field] ?? error.argument));
  }
}

/** The options under the library's names; the library checks them. */
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

/** @param fixes For each finding the options that fix it, or null. */
function describeAll(findings: readonly Finding[], fixes: readonly (string | null)[]): string[] {
  if (findings.length === 0) return ["nothing found"];
  return findings.flatMap(({ code, severity, step, message, cost, fix }, i) => [
    `${severity}  ${code}  at step ${step}`,
    `  ${shortenNumbers(message)}`,
    `  cost: ${shortenNumbers(cost)}`,
    `  fix:  ${fixes[i] ?? fix}`,
  ]);
}
