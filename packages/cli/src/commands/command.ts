/** The interface of all commands. */
import type { CommandLine, CommandOptions } from "../command-line/command-line.js";
import type { Streams } from "../streams.js";

export interface Command {
  /** The usage after the command's name: `<schedule> [options]`. */
  readonly usage: string;
  readonly purpose: string;
  readonly takesSchedules: boolean;
  /** Whether it takes other arguments: files, names. */
  readonly takesWords?: boolean;
  /** The names that it takes as arguments, for completion. */
  readonly names?: readonly string[];
  readonly options: CommandOptions;
  /** Notes in the help, between the options and the examples. */
  readonly notes: readonly string[];
  /** Examples without the leading `anneal`. */
  readonly examples: readonly string[];
  /** @throws CommandError, or an error of the libraries; before anything is written if possible. */
  run(line: CommandLine, streams: Streams): Promise<void>;
}

/** A command that is loaded when it is called, so that no command waits for another's dependencies. */
export interface CommandEntry {
  readonly summary: string;
  load(): Promise<Command>;
}

export type Commands = Readonly<Record<string, CommandEntry>>;

export const HELP_OPTIONS: CommandOptions = {
  help: { kind: "flag", short: "h", help: "show this help" },
};

export const SCHEDULE_HELP_OPTIONS: CommandOptions = {
  help: { kind: "flag", short: "h", help: "show this help; after a constructor, its options" },
};

export const RANGE_OPTIONS: CommandOptions = {
  from: { kind: "value", value: "<step>", help: "the first step (default: 0)" },
  to: {
    kind: "value",
    value: "<step>",
    help: "the last step, included (default: until the schedule is constant)",
  },
  stride: { kind: "value", value: "<steps>", help: "the distance between two steps (default: 1)" },
};

export const JSON_OPTION: CommandOptions = {
  json: { kind: "flag", help: "print JSON" },
};
