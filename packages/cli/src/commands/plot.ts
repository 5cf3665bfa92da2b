/** `anneal plot`: plots schedules. */
import type { Schedule } from "@anneal/core";
import { type LabelledSchedule, plotSvg, plotTerminal } from "@anneal/plot";
import { sample } from "@anneal/wasm";
import type { CommandLine } from "../command-line/command-line.js";
import { choiceOf, fileOf, isOn, textOf, wholeOf } from "../command-line/command-values.js";
import { IMPORT_OPTIONS } from "../command-line/engine-file.js";
import { type Range, readRange } from "../command-line/range.js";
import { usageError } from "../failure.js";
import { openDestination } from "../output/destination.js";
import { terminalLook } from "../output/terminal-look.js";
import { lastStep } from "../schedule/extent.js";
import { labelled } from "../schedule/labels.js";
import { ScheduleReader } from "../schedule/read-schedule.js";
import { inWordsOfTheCommandLine } from "../schedule/refusal.js";
import type { Streams, Terminal } from "../streams.js";
import { type Command, RANGE_OPTIONS, SCHEDULE_HELP_OPTIONS } from "./command.js";

export const plotCommand: Command = {
  usage: "<schedule>... [options]",
  purpose: "Plots one or more schedules in the terminal or as SVG.",
  takesSchedules: true,
  options: {
    ...RANGE_OPTIONS,
    log: { kind: "flag", help: "use a logarithmic rate axis" },
    width: {
      kind: "value",
      value: "<count>",
      help: "columns (default: the terminal's), or pixels of an SVG",
    },
    height: { kind: "value", value: "<count>", help: "rows (default: 20), or pixels of an SVG" },
    title: { kind: "value", value: "<text>", help: "the title above the plot" },
    label: {
      kind: "value",
      value: "<text>",
      isPerSchedule: true,
      help: "the name of the preceding schedule",
    },
    "no-markers": { kind: "flag", help: "do not mark ends of warm-ups, joins and restarts" },
    characters: {
      kind: "value",
      value: "<braille|blocks|ascii>",
      help: "characters of the curves (default: braille)",
    },
    output: {
      kind: "value",
      short: "o",
      value: "<file>",
      help: "write to a file: SVG if its name ends with .svg, otherwise text",
    },
    svg: {
      kind: "file",
      extension: ".svg",
      value: "[file]",
      help: "write SVG to the file or to standard output",
    },
    theme: {
      kind: "value",
      value: "<auto|light|dark>",
      help: "colors of an SVG (default: the reader's system's)",
    },
    ...IMPORT_OPTIONS,
    ...SCHEDULE_HELP_OPTIONS,
  },
  notes: ["Terminal output is colored unless NO_COLOR is set; FORCE_COLOR=1 forces colors in a pipe."],
  examples: [
    "plot warmup-cosine --peak 3e-4 --warmup-steps 2000 --total-steps 100000",
    "plot cosine --peak 0.1 --total-steps 100 linear --start 0.1 --end 0 --total-steps 100",
    "plot schedule.json --log -o schedule.svg",
  ],
  run: runPlot,
};

/** The options with the same names in the plot package. */
const OPTION_NAMES = new Set(["from", "to", "stride", "width", "height", "title"]);

async function runPlot({ schedules: given, options }: CommandLine, streams: Streams): Promise<void> {
  if (given.length === 0) {
    throw usageError("plot needs a schedule, such as: anneal plot cosine --peak 1e-3 --total-steps 100");
  }
  const range = readRange(options);
  const path = outputOf(options);
  const isSvg = options.has("svg") || path?.endsWith(".svg") === true;
  const draw = isSvg
    ? svgPainter(options)
    : terminalPainter(options, path === undefined ? streams : TEXT_FILE);
  const reader = new ScheduleReader(streams);
  const items: LabelledSchedule[] = [];
  const schedules: Schedule[] = [];
  for (const [label, words] of labelled(given)) {
    const schedule = await reader.read(words);
    schedules.push(schedule);
    items.push({ label, schedule });
  }
  const { from, stride } = range;
  const run = reader.longestRun;
  const to = range.to ?? (run > 0 ? lastStep(schedules, range.from, run) : undefined);
  const picture = drawOrRefuse(draw, items, { from, stride, ...(to === undefined ? {} : { to }) });
  const destination = await openDestination(path, streams.stdout);
  try {
    await destination.write(`${picture}\n`);
  } finally {
    await destination.close();
  }
}

/** The settings for a plot in a text file: no terminal, no colors. */
const TEXT_FILE = { stdout: {}, env: {} } as const;

/** The output file, from either option; undefined: standard output. */
function outputOf(options: CommandLine["options"]): string | undefined {
  const file = fileOf(options, "svg");
  if (!options.has("output")) return file;
  if (file !== undefined) throw usageError("--output and --svg both name a file; remove one");
  return fileOf(options, "output");
}

/** The range from the options; without an end, the plot package chooses one. */
type Shown = Pick<Range, "from" | "stride"> & { readonly to?: number };
type Painter = (items: readonly LabelledSchedule[], range: Shown) => string;

function drawOrRefuse(draw: Painter, items: readonly LabelledSchedule[], range: Shown): string {
  try {
    return draw(items, range);
  } catch (error) {
    throw inWordsOfTheCommandLine(error, OPTION_NAMES, "", nameOfItem);
  }
}

/** The names of the plot package's items, in words. */
function nameOfItem(argument: string): string {
  if (argument === "items.length") return "the number of schedules";
  const [, index, field] = /^items\[(\d+)\]\.(\w+)$/.exec(argument) ?? [];
  return index === undefined ? argument : `the ${field} of schedule ${Number(index) + 1}`;
}

function svgPainter(options: CommandLine["options"]): Painter {
  refuse(options, "characters", "applies to the terminal, not to SVG");
  const shared = readShared(options);
  const theme = choiceOf(options, "theme", ["auto", "light", "dark"]);
  return (items, range) => plotSvg(items, { ...shared, ...range, theme });
}

function terminalPainter(
  options: CommandLine["options"],
  { stdout, env }: { readonly stdout: Terminal; readonly env: Streams["env"] },
): Painter {
  refuse(options, "theme", "applies to SVG; add --svg or -o <file>.svg");
  const characters = choiceOf(options, "characters", ["braille", "blocks", "ascii"]);
  const shared = { characters, ...terminalLook(stdout, env), ...readShared(options) };
  return (items, range) => plotTerminal(items, { ...shared, ...range });
}

function refuse(options: CommandLine["options"], name: string, reason: string): void {
  if (options.has(name)) throw usageError(`--${name} ${reason}`);
}

/** The options of both kinds of plots; sizes only if they were given. */
function readShared(options: CommandLine["options"]) {
  const width = wholeOf(options, "width");
  const height = wholeOf(options, "height");
  return {
    scale: isOn(options, "log") ? "log" : "linear",
    markers: !isOn(options, "no-markers"),
    title: textOf(options, "title") ?? "",
    sample: (schedule: Schedule, range: { start: number; count: number; stride: number }) =>
      sample(schedule, range),
    ...(width === undefined ? {} : { width }),
    ...(height === undefined ? {} : { height }),
  } as const;
}
