/** What every command has. */
import type { CommandLine, CommandOptions } from "../command-line/command-line.js";
import type { Streams } from "../streams.js";

export interface Command {
  /** What comes after its name: `<schedule> [options]`. */
  readonly usage: string;
  readonly purpose: string;
  readonly takesSchedules: boolean;
  /** Whether it takes other words: files, names. */
  readonly takesWords?: boolean;
  readonly options: CommandOptions;
  /** What help says between the options and the examples. */
  readonly notes: readonly string[];
  /** Without the `anneal` before them. */
  readonly examples: readonly string[];
  /** @throws CommandError, or an error of the libraries, before anything is written where that is possible. */
  run(line: CommandLine, streams: Streams): Promise<void>;
}

/** A command that is loaded when it is called, so that none waits for another's dependencies. */
export interface CommandEntry {
  readonly summary: string;
  load(): Promise<Command>;
}

export type Commands = Readonly<Record<string, CommandEntry>>;

export const HELP_OPTIONS: CommandOptions = {
  help: { kind: "flag", short: "h", help: "show this help" },
};

export const SCHEDULE_HELP_OPTIONS: CommandOptions = {
  help: { kind: "flag", short: "h", help: "show this help; after a constructor, the options of that one" },
};

export const RANGE_OPTIONS: CommandOptions = {
  from: { kind: "value", value: "<step>", help: "the first step (default: 0)" },
  to: {
    kind: "value",
    value: "<step>",
    help: "the last step, included (default: where the schedule comes to rest)",
  },
  stride: { kind: "value", value: "<steps>", help: "the distance between two steps (default: 1)" },
};

export const JSON_OPTION: CommandOptions = {
  json: { kind: "flag", help: "print JSON" },
};
