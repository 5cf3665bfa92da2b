/** The help pages: of the command, of its subcommands, and of the constructors. */

import type { ConstructorEntry } from "@anneal/core/catalog";
import type { CommandOptions } from "../command-line/command-line.js";
import type { Command } from "../commands/command.js";
import { commands } from "../commands/index.js";
import { constructors } from "../constructors/index.js";
import { SHORT_NAMES } from "../constructors/short-names.js";
import { inOptions, placeholder, plain, shellLine, wordsOf } from "../constructors/written.js";
import { definitions, indent, section, wrap } from "../output/layout.js";
import { kebabCase } from "../words/names.js";

const SCHEDULES = [
  [
    "<constructor> [options]",
    "a constructor below: anneal list describes them, and --help after a name lists its options",
  ],
  ['"<constructor> [options]"', "the same in quotes, for an option that takes a schedule"],
  ["<engine>:<file>", "a training engine's configuration; import:<file> recognizes the engine"],
  ["recipe:<name>/<size>", "a published training setup; see anneal recipes list"],
  ["<file>, or - for stdin", "JSON: the output of JSON.stringify(schedule), or a bare tree"],
  ["'{...}'", "the same JSON as an argument"],
  ["<number>", "a constant rate"],
] as const;

const EXIT_CODES = [
  ["0", "success (also if the reader of the pipe exits early)"],
  ["1", "invalid value, schedule or file"],
  ["2", "usage error: unknown or missing argument"],
  ["3, 4", "lint found warnings, or errors"],
] as const;

export function overview(): string[] {
  return [
    "Usage: anneal <command> [options]",
    "",
    "Sample, plot and check learning-rate schedules.",
    ...section(
      "Commands",
      definitions(Object.entries(commands).map(([name, { summary }]) => [name, summary])),
    ),
    ...section(
      "Options",
      definitions([
        ["-h, --help", "show this help; after a command, its help"],
        ["-V, --version", "print the version"],
      ]),
    ),
    ...section("Exit codes", definitions(EXIT_CODES)),
    ...examples([
      "plot warmup-cosine --peak 3e-4 --warmup-steps 2000 --total-steps 100000",
      "sample one-cycle --peak 0.01 --total-steps 1000 --format json",
      "sample --help",
    ]),
  ];
}

export function commandPage(
  name: string,
  { usage, purpose, takesSchedules, options, notes, ...rest }: Command,
): string[] {
  return [
    `Usage: anneal ${name} ${usage}`,
    "",
    ...wrap(purpose),
    ...section("Options", definitions(optionRows(options))),
    ...(takesSchedules ? section("A schedule is one of", definitions(SCHEDULES)) : []),
    ...(takesSchedules ? section("Constructors", indent(wrap(constructorNames(), 78))) : []),
    ...notes.flatMap((note) => ["", ...wrap(note)]),
    ...examples(rest.examples),
  ];
}

export function constructorPage(command: string, entry: ConstructorEntry): string[] {
  const { name, summary, formula, whenToUse, whenNotTo, options, example } = entry;
  const written = kebabCase(name);
  const shortNames = SHORT_NAMES[name] ?? [];
  const rows = Object.entries(options).map(([option, described]) => {
    const word = described.kind === "flag" ? `[no-]${kebabCase(option)}` : kebabCase(option);
    const required = described.isRequired ? " (required)" : "";
    return [
      `--${word} ${placeholder(described)}`.trimEnd(),
      inOptions(described.description, entry) + required,
    ] as const;
  });
  return [
    `Usage: anneal ${command} ${written} [options]`,
    "",
    ...wrap(`${written}: ${plain(summary)}`),
    ...(shortNames.length === 0 ? [] : wrap(`Short names: ${shortNames.join(", ")}`)),
    ...section("Value", indent(wrap(plain(formula), 78))),
    ...section("Use it for", indent(wrap(inOptions(whenToUse, entry), 78))),
    ...section("Not for", indent(wrap(inOptions(whenNotTo, entry), 78))),
    ...section("Options", definitions(rows)),
    "",
    ...wrap(`anneal ${command} --help lists the options of the command.`),
    ...examples([`${command} ${shellLine(wordsOf(example))}`]),
  ];
}

function optionRows(options: CommandOptions): (readonly [string, string])[] {
  return Object.entries(options).map(([name, { short, value, help }]) => {
    const long = value === undefined ? `--${name}` : `--${name} ${value}`;
    return [short === undefined ? `    ${long}` : `-${short}, ${long}`, help];
  });
}

function constructorNames(): string {
  return [...constructors.keys()].map(kebabCase).join(" ");
}

function examples(lines: readonly string[]): string[] {
  return section("Examples", indent(lines.map((line) => `anneal ${line}`)));
}
