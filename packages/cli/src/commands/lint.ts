/** `anneal lint`: finds common mistakes in a schedule before training. */
import {
  type Finding,
  type FindingCode,
  InvalidArgumentError,
  type LintRun,
  lint,
  type Schedule,
} from "@anneal/core";
import type { CommandLine, CommandOptions, ScheduleWords } from "../command-line/command-line.js";
import { isOn, positiveOf, textOf, wholeOf } from "../command-line/command-values.js";
import { IMPORT_OPTIONS } from "../command-line/engine-file.js";
import { badInput, CommandError, EXIT_LINT_ERRORS, EXIT_LINT_WARNINGS, usageError } from "../failure.js";
import { optionFix } from "../lint/option-fix.js";
import { printLines } from "../output/print.js";
import { ScheduleReader } from "../schedule/read-schedule.js";
import type { Streams } from "../streams.js";
import { listItems, shortenNumbers } from "../words/numbers.js";
import { type Command, JSON_OPTION, SCHEDULE_HELP_OPTIONS } from "./command.js";

/** The facts about the run, by their names in TypeScript: the option of each, and how its value is read. */
const FACTS = {
  totalSteps: {
    option: "run",
    value: "<updates>",
    help: "number of updates of the run (default: until a decay ends)",
    read: wholeOf,
  },
  epochs: { option: "epochs", value: "<count>", help: "number of epochs of the run", read: positiveOf },
  stepsPerEpoch: {
    option: "updates-per-epoch",
    value: "<count>",
    help: "updates per epoch",
    read: positiveOf,
  },
  optimizer: {
    option: "optimizer",
    value: "<name>",
    help: "adamw, sgd, ...: some checks are for Adam-like optimizers",
    read: textOf,
  },
  accumulation: {
    option: "accumulation",
    value: "<count>",
    help: "micro-batches per update (default: 1)",
    read: wholeOf,
  },
  worldSize: {
    option: "world-size",
    value: "<count>",
    help: "devices that train in parallel (default: 1)",
    read: wholeOf,
  },
  schedulerStepsPerUpdate: {
    option: "scheduler-steps",
    value: "<count>",
    help: "steps of the schedule per update (default: 1)",
    read: positiveOf,
  },
  accept: {
    option: "accept",
    value: "<code,...>",
    help: "codes of findings to suppress",
    read: codesOf,
  },
} as const satisfies {
  readonly [Fact in keyof LintRun]-?: {
    readonly option: string;
    readonly value: string;
    readonly help: string;
    readonly read: (options: CommandLine["options"], name: string) => LintRun[Fact] | undefined;
  };
};

const FACT_OPTIONS: CommandOptions = Object.fromEntries(
  Object.values(FACTS).map(({ option, value, help }) => [option, { kind: "value", value, help }]),
);

export const lintCommand: Command = {
  usage: "<schedule> [options]",
  purpose: "Checks a schedule for common mistakes and suggests fixes.",
  takesSchedules: true,
  options: {
    ...FACT_OPTIONS,
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

/** Lint, with errors that name the option as it was typed. */
function lintAs(schedule: Schedule, run: LintRun): readonly Finding[] {
  try {
    return lint(schedule, run);
  } catch (error) {
    const [, field] = error instanceof InvalidArgumentError ? (/^run\.(\w+)/.exec(error.argument) ?? []) : [];
    if (!(error instanceof InvalidArgumentError) || field === undefined) throw error;
    const { option } = FACTS[field as keyof typeof FACTS];
    throw badInput(error.message.replace(error.argument, `--${option}`));
  }
}

/** The facts that are given; the library checks them. */
function readRun(options: CommandLine["options"]): LintRun {
  const given = Object.entries(FACTS).map(([fact, { option, read }]) => [fact, read(options, option)]);
  return Object.fromEntries(given.filter(([, value]) => value !== undefined));
}

/** The codes of an option; the library checks them. */
function codesOf(options: CommandLine["options"], name: string): readonly FindingCode[] | undefined {
  const codes = textOf(options, name);
  return codes === undefined ? undefined : (listItems(codes) as FindingCode[]);
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
