/** `anneal bench`: measures the speed of this machine in a few seconds. */
import { engineInfo } from "@anneal/wasm";
import { type BenchCase, benchCases, PLAIN_LOOP } from "../bench/cases.js";
import { compare, type Timing } from "../bench/measure.js";
import type { CommandLine } from "../command-line/command-line.js";
import { isOn } from "../command-line/command-values.js";
import { type Machine, readMachine } from "../machine.js";
import { alignColumns, printLines } from "../output/print.js";
import { Progress } from "../output/progress.js";
import type { Streams } from "../streams.js";
import { readVersion } from "../version.js";
import { type Command, HELP_OPTIONS, JSON_OPTION } from "./command.js";

export const benchCommand: Command = {
  usage: "[options]",
  purpose:
    "Times a curve and an AdamW step in WebAssembly, in TypeScript with the same bits, and as a plain loop.",
  takesSchedules: false,
  options: { ...JSON_OPTION, ...HELP_OPTIONS },
  notes: [
    "Takes a few seconds. The subjects take turns, and each number is the median over the rounds. The benchmarks in the " +
      "repository have more cases, sizes and opponents.",
  ],
  examples: ["bench", "bench --json > bench.json"],
  run: runBench,
};

const MILLISECONDS_PER_CASE = 2_000;

interface Result {
  readonly case: string;
  readonly count: number;
  readonly subject: string;
  readonly opponent: string;
  readonly milliseconds: number;
  readonly nsPerElement: number;
  /** The speedup over the plain loop. */
  readonly ratio: number;
}

async function runBench({ options }: CommandLine, { stdout, stderr }: Streams): Promise<void> {
  const { engine, reason } = engineInfo();
  const { threads } = engineInfo("optimizers");
  const machine = readMachine();
  const asJson = isOn(options, "json");
  if (!asJson) await printLines(heading(machine, reason, threads), stdout);
  const results: Result[] = [];
  const cases = benchCases(engine === "wasm" ? ["wasm", "host"] : ["host"]);
  const progress = new Progress(stderr, "timing");
  for (const [i, each] of cases.entries()) {
    // Draw between two measurements, so that drawing does not slow one of them.
    progress.report(i / cases.length);
    const timed = resultsOf(each, compare(each.subjects, MILLISECONDS_PER_CASE));
    progress.end();
    results.push(...timed);
    if (!asJson) await printLines(table(each, timed), stdout);
  }
  if (!asJson) return;
  const report = { version: readVersion(), engine, reason, threads, ...machine, results };
  await printLines([JSON.stringify(report, null, 2)], stdout);
}

function heading(
  { node, v8, platform, processor, cores }: Machine,
  reason: string | null,
  threads: number,
): string[] {
  const engine = reason === null ? [] : [`without WebAssembly: ${reason}`];
  return [
    `${processor}, ${cores} cores, ${platform}, Node ${node} (V8 ${v8}), threads for steps: ${threads}`,
    ...engine,
  ];
}

function resultsOf({ name, count }: BenchCase, timings: readonly Timing[]): Result[] {
  const plain = timings.find((timing) => timing.name === PLAIN_LOOP)?.milliseconds ?? Number.NaN;
  return timings.map((timing) => ({
    case: name,
    count,
    subject: timing.name,
    opponent: PLAIN_LOOP,
    milliseconds: timing.milliseconds,
    nsPerElement: (timing.milliseconds * 1e6) / count,
    ratio: plain / timing.milliseconds,
  }));
}

function table({ name, count, unit }: BenchCase, results: readonly Result[]): string[] {
  const rows = results.map(({ subject, milliseconds, nsPerElement, ratio }) => [
    `  ${subject}`,
    `${milliseconds.toFixed(2)} ms`,
    `${nsPerElement.toFixed(2)} ns/${unit}`,
    subject === PLAIN_LOOP ? "" : times(ratio),
  ]);
  return ["", `${name}, ${count} ${unit}s`, ...alignColumns(rows, [1, 2, 3])];
}

function times(ratio: number): string {
  return ratio >= 1 ? `${ratio.toFixed(1)} times faster` : `${(1 / ratio).toFixed(1)} times slower`;
}
