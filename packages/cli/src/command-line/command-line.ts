/** The types of a command line: its options and its parsed content. */
import type { ConstructorEntry } from "@anneal/core/catalog";

/** An option of a command. */
export interface CommandOption {
  /**
   * `"value"` takes the next argument; `"numbers"` takes it and all numbers that follow; `"flag"` takes none; `"file"`
   * takes the next argument if that ends with `extension`.
   */
  readonly kind: "value" | "numbers" | "flag" | "file";
  readonly extension?: string;
  readonly short?: string;
  /** The placeholder in the help: `<step>`, or the choices if they are few: `<auto|light|dark>`. */
  readonly value?: string;
  /** The choices, if they are too many for the placeholder. */
  readonly choices?: readonly string[];
  readonly help: string;
  /** Whether it belongs to the preceding schedule, and may be given once for each. */
  readonly isPerSchedule?: true;
  /** Whether it may be repeated; all values count. */
  readonly isRepeatable?: true;
}

export type CommandOptions = Readonly<Record<string, CommandOption>>;

/** The value of an option: the argument after it, all of them if it may be repeated, or whether a flag is on. */
export type Given = string | boolean | readonly string[];

/** A schedule on the command line. */
export interface ScheduleWords {
  /** The argument that names it: a constructor, JSON, a number, a file or `-`. */
  readonly word: string;
  /** The constructor, if the argument is the name of one. */
  readonly constructorEntry: ConstructorEntry | null;
  /** The values of its options, one or more each, by their names in TypeScript. */
  readonly options: Map<string, Given[]>;
  /** Options of the command that belong to this schedule. */
  readonly own: Map<string, Given>;
}

export interface CommandLine {
  readonly schedules: readonly ScheduleWords[];
  /** The arguments of a command that takes no schedules: files, names. */
  readonly words: readonly string[];
  /** Options of the command, by their names on the command line. */
  readonly options: ReadonlyMap<string, Given>;
  readonly wantsHelp: boolean;
}
