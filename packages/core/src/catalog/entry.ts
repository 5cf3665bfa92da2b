/** The form of the catalog: the options and formula of each constructor, as data for help pages, tables and forms. */

/** A constructor, from its declaration and doc comment. */
export interface ConstructorEntry {
  /** Its name in TypeScript: `warmupCosine`. */
  readonly name: string;
  /** The value at a step. Code is in backticks, in this and all other texts. */
  readonly formula: string;
  /** One line without a full stop that describes the schedule. */
  readonly summary: string;
  readonly whenToUse: string;
  readonly whenNotTo: string;
  /** The options by name, required ones first. */
  readonly options: Readonly<Record<string, OptionEntry>>;
  readonly example: ExampleCall;
}

export interface OptionEntry {
  readonly kind: OptionKind;
  /** The unit of a number or a list of numbers; null for all other types. */
  readonly unit: "rate" | "steps" | "share" | "number" | null;
  /** The allowed strings or numbers of a `"choice"`; empty for all other types. */
  readonly choices: readonly (string | number)[];
  /** One or two sentences, ending with the default. */
  readonly description: string;
  readonly isRequired: boolean;
}

export type OptionKind =
  | "number"
  /** An array of numbers. */
  | "numbers"
  /** An array of `[step, rate]` pairs. */
  | "points"
  | "flag"
  | "choice"
  /** An array of strings. */
  | "words"
  /** A schedule, or a number for a constant rate. */
  | "schedule"
  /** An array of schedules or numbers. */
  | "schedules";

/** A working call. Numbers and strings are as in the source, without digit separators and quotes. */
export interface ExampleCall {
  readonly name: string;
  readonly options: Readonly<Record<string, ExampleValue>>;
}

export type ExampleValue = string | boolean | ExampleCall | readonly ExampleValue[];
