/** `anneal find`: plots a range test that was run elsewhere, with the rates that it suggests. */
import { analyzeRangeTest, type RangeTestResult } from "@anneal/core";
import { plotFinderTerminal, wantsColor } from "@anneal/plot";
import type { CommandLine } from "../command-line/command-line.js";
import { isOn, textOf } from "../command-line/command-values.js";
import { usageError } from "../failure.js";
import { alignColumns, printLines } from "../output/print.js";
import { rateText } from "../output/updates-table.js";
import { columnsOf } from "../output/width.js";
import { LOG_OPTIONS, readLogSeries } from "../schedule/read-log.js";
import { inWordsOfTheCommandLine } from "../schedule/refusal.js";
import type { Streams } from "../streams.js";
import { type Command, HELP_OPTIONS, JSON_OPTION } from "./command.js";

export const findCommand: Command = {
  usage: "<log> [options]",
  purpose: "Reads the rates and losses of a learning-rate range test, draws them, and suggests a rate.",
  takesSchedules: false,
  takesWords: true,
  options: {
    "lr-column": {
      kind: "value",
      value: "<name>",
      help: "the column of the rate (default: lr, learning_rate, ...)",
    },
    "loss-column": {
      kind: "value",
      value: "<name>",
      help: "the column of the loss (default: loss, train_loss, ...)",
    },
    suggest: {
      kind: "value",
      value: "<valley|steepest|minimum|slide>",
      help: "method that picks the rate (default: valley)",
    },
    "no-plot": { kind: "flag", help: "do not draw the plot" },
    ...LOG_OPTIONS,
    ...JSON_OPTION,
    ...HELP_OPTIONS,
  },
  notes: [
    "A log is CSV, JSON Lines, JSON or TensorBoard; its rates must rise from step to step. Without a column of the step, the " +
      "rows are the steps.",
  ],
  examples: ["find range-test.csv", "find range-test.csv --suggest steepest --json"],
  run: runFind,
};

async function runFind({ words, options }: CommandLine, streams: Streams): Promise<void> {
  const [path, second] = words;
  if (path === undefined || second !== undefined) {
    throw usageError("find takes one log, such as: anneal find range-test.csv");
  }
  const wanted = {
    lr: textOf(options, "lr-column") ?? true,
    loss: textOf(options, "loss-column") ?? true,
  } as const;
  const { steps, values } = await readLogSeries(path, wanted, options, streams, { countRows: true });
  const kept = [...steps.keys()].filter((i) => Number.isFinite(values.lr?.[i] ?? Number.NaN));
  const result = analyze(
    kept.map((i) => values.lr?.[i] as number),
    kept.map((i) => values.loss?.[i] as number),
    textOf(options, "suggest"),
  );
  if (isOn(options, "json")) return printLines([JSON.stringify(result, null, 2)], streams.stdout);
  const { stdout, env } = streams;
  const look = { width: columnsOf(stdout), color: wantsColor(env, stdout.isTTY) };
  const picture = isOn(options, "no-plot") ? [] : [plotFinderTerminal(result, look), ""];
  await printLines([...picture, ...describe(result)], stdout);
}

function analyze(
  rates: readonly number[],
  losses: readonly number[],
  suggest: string | undefined,
): RangeTestResult {
  try {
    return analyzeRangeTest({ rates, losses }, (suggest === undefined ? {} : { suggest }) as object);
  } catch (error) {
    throw inWordsOfTheCommandLine(error, new Set(["suggest"]));
  }
}

function describe({ method, suggestion, suggestions }: RangeTestResult): string[] {
  const rows = Object.entries(suggestions).map(([name, each]) => [
    `  ${name}`,
    each.rate === null ? each.message : rateText(each.rate),
  ]);
  const chosen = suggestion.rate === null ? suggestion.message : rateText(suggestion.rate);
  return [`suggested rate (${method}): ${chosen}`, "", ...alignColumns(rows)];
}
