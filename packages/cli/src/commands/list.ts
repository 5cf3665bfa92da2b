/** `anneal list`: lists the constructors. */
import type { CommandLine } from "../command-line/command-line.js";
import { isOn } from "../command-line/command-values.js";
import { constructors } from "../constructors/index.js";
import { SHORT_NAMES } from "../constructors/short-names.js";
import { inOptions } from "../constructors/written.js";
import { definitions } from "../output/layout.js";
import { printLines } from "../output/print.js";
import type { Streams } from "../streams.js";
import { kebabCase } from "../words/names.js";
import { type Command, HELP_OPTIONS, JSON_OPTION } from "./command.js";

export const listCommand: Command = {
  usage: "[options]",
  purpose: "Lists the constructors of schedules, with their short names and uses.",
  takesSchedules: false,
  options: { ...JSON_OPTION, ...HELP_OPTIONS },
  notes: ["--json prints formula, options, defaults and an example of each."],
  examples: ["list", "list --json"],
  run: runList,
};

async function runList({ options }: CommandLine, { stdout }: Streams): Promise<void> {
  const lines = isOn(options, "json") ? [JSON.stringify([...constructors.values()], null, 2)] : describeAll();
  await printLines(lines, stdout);
}

function describeAll(): string[] {
  const rows = [...constructors.values()].map((entry) => {
    const names = [kebabCase(entry.name), ...(SHORT_NAMES[entry.name] ?? [])];
    return [
      names.join(", "),
      `${inOptions(entry.summary, entry)}. Use it for: ${inOptions(entry.whenToUse, entry)}`,
    ] as const;
  });
  return definitions(rows);
}
