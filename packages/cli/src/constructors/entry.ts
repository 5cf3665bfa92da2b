/** What the command knows of a constructor: how its options are written, and what help says about them. */
import type * as core from "@anneal/core";

/** How the text after an option becomes the value that the constructor takes. */
export type OptionKind =
  /** `3e-4`. */
  | "number"
  /** `10,20`; may be given more than once. */
  | "numbers"
  /** `0:0.1,100:0.01`: pairs of a step and a rate; may be given more than once. */
  | "points"
  /** `--rebase` or `--no-rebase`. */
  | "flag"
  /** A word that is taken as it is; the constructor knows which ones there are. */
  | "word"
  /** `warm-up,decay`; may be given more than once. */
  | "words"
  /** Whatever stands for a schedule on the command line, as one word: `"cosine --peak 1e-3 --total-steps 100"`. */
  | "schedule"
  /** The same, given once for each. */
  | "schedules";

export interface OptionEntry {
  readonly kind: OptionKind;
  /** What help puts after the name: `<rate>`; nothing after a flag. */
  readonly value: string;
  readonly help: string;
  /** Whether the constructor can't do without it. */
  readonly isNeeded: boolean;
}

export interface ConstructorEntry<Name extends string = string> {
  readonly summary: string;
  readonly formula: string;
  /** By the name in TypeScript; the command line has it in kebab-case. */
  readonly options: Readonly<Record<Name, OptionEntry>>;
  /** The options of a call that works. */
  readonly example: string;
}

/** The functions of the core package that make a schedule from one options object. */
export type ConstructorName = {
  [Name in keyof typeof core]: (typeof core)[Name] extends (options: infer Options) => core.Schedule
    ? unknown extends Options
      ? never
      : Name
    : never;
}[keyof typeof core];

type KeyOf<Options> = Options extends unknown ? keyof Options & string : never;

/** The names of the options of a constructor, in all of its forms. */
export type OptionName<Name extends ConstructorName> = KeyOf<Parameters<(typeof core)[Name]>[0]>;

/** Entries of some constructors: the compiler refuses one that lacks an option. */
export type Entries<Names extends ConstructorName> = {
  readonly [Name in Names]: ConstructorEntry<OptionName<Name>>;
};

const entry = (kind: OptionKind, value: string, help: string): OptionEntry => ({
  kind,
  value,
  help,
  isNeeded: false,
});

export const rate = (help: string) => entry("number", "<rate>", help);
export const count = (help: string) => entry("number", "<count>", help);
export const number = (help: string) => entry("number", "<number>", help);
export const numbers = (value: string, help: string) => entry("numbers", value, help);
export const points = (help: string) => entry("points", "<step:rate,...>", help);
export const flag = (help: string) => entry("flag", "", help);
export const words = (value: string, help: string) => entry("words", value, help);
export const schedule = (help: string) => entry("schedule", "<schedule>", help);
export const schedules = (help: string) => entry("schedules", "<schedule>", help);

/** One of a few words; the first one is the default. */
export function choice(help: string, ...choices: readonly string[]): OptionEntry {
  return entry("word", `<${choices.join("|")}>`, `${help} (default: ${choices[0]})`);
}

export function needed(option: OptionEntry): OptionEntry {
  return { ...option, isNeeded: true };
}
