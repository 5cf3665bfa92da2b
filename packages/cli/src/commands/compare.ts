/** `anneal compare`: shows where schedules differ, by how much, and why. */
import {
  type Comparison,
  compare,
  InvalidArgumentError,
  type Schedule,
  type ScheduleDifference,
} from "@anneal/core";
import { plotTerminal, wantsColor } from "@anneal/plot";
import { sample } from "@anneal/wasm";
import type { CommandLine, ScheduleWords } from "../command-line/command-line.js";
import { isOn, wholeOf } from "../command-line/command-values.js";
import { engineFile, IMPORT_OPTIONS } from "../command-line/engine-file.js";
import { usageError } from "../failure.js";
import { printLines } from "../output/print.js";
import { rateText, updateRows, updatesTable } from "../output/updates-table.js";
import { columnsOf } from "../output/width.js";
import { labelled } from "../schedule/labels.js";
import { ScheduleReader } from "../schedule/read-schedule.js";
import type { Streams } from "../streams.js";
import { type Command, JSON_OPTION, SCHEDULE_HELP_OPTIONS } from "./command.js";

export const compareCommand: Command = {
  usage: "<schedule> <schedule>... [options]",
  purpose:
    "Compares schedules update by update: the curves, the first updates, the largest difference, and the reason.",
  takesSchedules: true,
  options: {
    updates: {
      kind: "value",
      value: "<count>",
      help: "number of updates to compare (default: until all are constant)",
    },
    "no-plot": { kind: "flag", help: "do not draw the plot" },
    label: {
      kind: "value",
      value: "<text>",
      isPerSchedule: true,
      help: "the name of the preceding schedule",
    },
    ...IMPORT_OPTIONS,
    ...JSON_OPTION,
    ...SCHEDULE_HELP_OPTIONS,
  },
  notes: [
    "Each schedule is compared with the first. A schedule may be an engine's file: deepspeed:ds_config.json.",
  ],
  examples: [
    "compare hf:sft.yaml --total 1000 deepspeed:ds_config.json --total 1000",
    "compare warmup-cosine --peak 3e-4 --warmup-steps 100 --total-steps 1000 nemo:model.yaml --total 1000",
    "compare a.json b.json --json",
  ],
  run: runCompare,
};

/** Facts about an engine that explain a difference. */
const KNOWN: Readonly<Record<string, string>> = {
  deepspeed: "DeepSpeed runs updates 0 and 1 at the start value",
  "gpt-neox": "gpt-neox runs updates 0 and 1 at the same rate",
  nemo: "NeMo's warm-up is (i + 1)/(W + 1)",
  nanogpt: "nanoGPT's warm-up is (i + 1)/(W + 1)",
  torchtitan: "torchtitan's warm-up is (i + 1)/W",
  open_clip: "open_clip's warm-up is (i + 1)/W",
  "llm.c": "llm.c's warm-up is (i + 1)/W",
  nanochat: "nanochat's warm-up is (i + 1)/W",
  olmo: "OLMo counts i + 1, and its warm-up starts at 10 % of the rate",
  "olmo-core": "OLMo-core counts i + 1",
  automodel: "NeMo AutoModel's warm-up starts at 10 % of the rate, its floor is 1 %",
  maxtext: "MaxText reaches its floor at the last update",
};

interface Compared {
  readonly label: string;
  readonly schedule: Schedule;
  readonly words: ScheduleWords;
}

async function runCompare({ schedules, options }: CommandLine, streams: Streams): Promise<void> {
  if (schedules.length < 2) {
    throw usageError("compare needs two schedules, such as: anneal compare a.json deepspeed:ds_config.json");
  }
  const reader = new ScheduleReader(streams);
  const items: Compared[] = [];
  for (const [label, words] of labelled(schedules))
    items.push({ label, words, schedule: await reader.read(words) });
  const comparison = compareAll(items, wholeOf(options, "updates") ?? (reader.longestRun || undefined));
  const last = Math.max(3, comparison.totalSteps - 1);
  const rows = updateRows(comparison.peaks[0] ?? 0, last);
  if (isOn(options, "json")) {
    await printLines(
      [
        JSON.stringify(
          asData(
            items,
            comparison,
            rows.map(({ update }) => update),
          ),
          null,
          2,
        ),
      ],
      streams.stdout,
    );
    return;
  }
  const picture = isOn(options, "no-plot") ? [] : [draw(items, last, streams), ""];
  const table = updatesTable(
    rows,
    items.map(({ label, schedule }) => [label, schedule]),
  );
  const texts = comparison.differences.flatMap((difference, i) =>
    describe(items[0] as Compared, items[i + 1] as Compared, difference),
  );
  await printLines([...picture, ...table, ...texts], streams.stdout);
}

function compareAll(items: readonly Compared[], updates: number | undefined): Comparison {
  const [first, second, ...more] = items.map(({ schedule }) => schedule) as [
    Schedule,
    Schedule,
    ...Schedule[],
  ];
  try {
    return compare(first, second, ...more, updates === undefined ? {} : { totalSteps: updates });
  } catch (error) {
    if (!(error instanceof InvalidArgumentError)) throw error;
    throw usageError(`--updates must be ${error.expected}`);
  }
}

function draw(items: readonly Compared[], last: number, { stdout, env }: Streams): string {
  return plotTerminal(
    items.map(({ label, schedule }) => ({ label, schedule })),
    {
      to: last,
      width: columnsOf(stdout),
      color: wantsColor(env, stdout.isTTY),
      sample: (schedule, range) => sample(schedule, range),
    },
  );
}

function describe(
  first: Compared,
  other: Compared,
  { largest, mean, meanRelative, firstDifferent, ...rest }: ScheduleDifference,
): string[] {
  const title = `${other.label} against ${first.label}:`;
  if (firstDifferent === null) return ["", title, "  the same at every update"];
  const reasons = [...rest.reasons, ...engineReasons(first, other)];
  return [
    "",
    title,
    `  first different update  ${firstDifferent}`,
    `  largest difference      ${rateText(largest.difference)} at update ${largest.step} (${percent(largest.relative)} of the peak)`,
    `  mean difference         ${rateText(mean)} (${percent(meanRelative)} of the peak)`,
    ...reasons.map((reason) => `  - ${reason}`),
  ];
}

function engineReasons(...items: readonly Compared[]): string[] {
  return items.flatMap(({ words }) => {
    const reason = KNOWN[engineFile(words.word)?.engine ?? ""];
    return reason === undefined ? [] : [reason];
  });
}

function percent(share: number): string {
  return `${Number((100 * share).toPrecision(3))} %`;
}

function asData(items: readonly Compared[], comparison: Comparison, updates: readonly number[]) {
  const [first, ...others] = items as [Compared, ...Compared[]];
  return {
    updates: comparison.totalSteps,
    schedules: items.map(({ label, schedule }, i) => ({
      label,
      peakUpdate: comparison.peaks[i],
      rates: Object.fromEntries(updates.map((update) => [update, schedule(update)])),
      schedule,
    })),
    differences: comparison.differences.map(({ reasons, ...difference }, i) => {
      const other = others[i] as Compared;
      const known = difference.firstDifferent === null ? [] : engineReasons(first, other);
      return { label: other.label, against: first.label, ...difference, reasons: [...reasons, ...known] };
    }),
  };
}
