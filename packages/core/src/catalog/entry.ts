/** The shape of the catalog: what each constructor takes and gives, as data for help pages, tables and forms. */

/** A constructor, as its declaration and doc comment describe it. */
export interface ConstructorEntry {
  /** Its name in TypeScript: `warmupCosine`. */
  readonly name: string;
  /** The value at a step. As in all texts here, code is between backticks. */
  readonly formula: string;
  /** One line without a full stop: what the schedule is. */
  readonly summary: string;
  readonly whenToUse: string;
  readonly whenNotTo: string;
  /** By name, the required ones first. */
  readonly options: Readonly<Record<string, OptionEntry>>;
  readonly example: ExampleCall;
}

export interface OptionEntry {
  readonly kind: OptionKind;
  /** What a number or a list of numbers counts; null for everything else. */
  readonly unit: "rate" | "steps" | "share" | "number" | null;
  /** The allowed words or numbers of a `"choice"`; empty for everything else. */
  readonly choices: readonly (string | number)[];
  /** One or two sentences; the default stands at the end. */
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
  /** A schedule, or a number for a constant one. */
  | "schedule"
  /** An array of schedules or numbers. */
  | "schedules";

/** A call that works. Numbers and words stay as the source writes them, without digit separators and quotes. */
export interface ExampleCall {
  readonly name: string;
  readonly options: Readonly<Record<string, ExampleValue>>;
}

export type ExampleValue = string | boolean | ExampleCall | readonly ExampleValue[];
