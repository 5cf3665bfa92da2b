/** Calls a constructor with the options of the command line. */
import * as core from "@anneal/core";
import type { ConstructorEntry, OptionEntry } from "@anneal/core/catalog";
import type { ScheduleWords } from "../command-line/command-line.js";
import { badInput, usageError } from "../failure.js";
import { kebabCase } from "../words/names.js";
import { listItems, numberOrText, percentOf } from "../words/numbers.js";
import { inWordsOfTheCommandLine } from "./refusal.js";

/** Reads an argument that stands for a schedule or, for a constructor's option, a number. */
export type ReadInner = (word: string) => Promise<core.Schedule | number>;

type Options = ScheduleWords["options"];

/** @throws CommandError for everything that the constructor rejects. */
export async function callConstructor(
  { name, options }: ConstructorEntry,
  given: Options,
  readInner: ReadInner,
): Promise<core.Schedule> {
  const read = new OptionReader(name, given, readInner);
  const values: Record<string, unknown> = {};
  for (const option of given.keys()) {
    const entry = options[option];
    if (entry !== undefined) values[option] = await read.value(option, entry);
  }
  try {
    // biome-ignore lint/performance/noDynamicNamespaceImportAccess: the words choose among all constructors
    return (core[name as keyof typeof core] as (options: object) => core.Schedule)(values);
  } catch (error) {
    throw inWordsOfTheCommandLine(error, new Set(Object.keys(options)), `${kebabCase(name)}: `);
  }
}

/**
 * Converts the typed text to the option's type. Text that is not a number stays text, and the constructor rejects it.
 */
class OptionReader {
  readonly #name: string;
  readonly #given: Options;
  readonly #readInner: ReadInner;

  constructor(name: string, given: Options, readInner: ReadInner) {
    this.#name = kebabCase(name);
    this.#given = given;
    this.#readInner = readInner;
  }

  async value(option: string, { kind, unit, choices }: OptionEntry): Promise<unknown> {
    const given = this.#given.get(option) ?? [];
    const texts = given.map(String);
    const [first = ""] = texts;
    const number = (text: string) => this.#number(option, unit, text);
    switch (kind) {
      case "flag":
        return given[0];
      case "choice":
        return choices.every((each) => typeof each === "number") ? numberOrText(first) : first;
      case "number":
        return number(first);
      case "numbers":
        return texts.flatMap(listItems).map(number);
      case "points":
        return texts.flatMap(listItems).map((text, i) => this.#point(option, text, i));
      case "words":
        return texts.flatMap(listItems);
      case "schedule":
        return this.#readInner(first);
      case "schedules": {
        const schedules: (core.Schedule | number)[] = [];
        // In order, so that the error is about the first invalid one.
        for (const text of texts) schedules.push(await this.#readInner(text));
        return schedules;
      }
      default:
        return kind satisfies never;
    }
  }

  /** A percentage is a share of the run for steps, and a share of the peak for rates. */
  #number(option: string, unit: OptionEntry["unit"], text: string): number | string {
    const percent = percentOf(text);
    if (percent === undefined) return numberOrText(text);
    if (!(percent >= 0 && percent <= 100)) return text;
    switch (unit) {
      case "share":
        return percent / 100;
      case "rate":
        return this.#shareOf("peak", option, text, (peak) => (percent / 100) * peak);
      case "steps":
        return this.#shareOf("totalSteps", option, text, (total) => stepsOf(percent, total));
      default:
        return text;
    }
  }

  #shareOf(whole: string, option: string, text: string, share: (whole: number) => number): number {
    const written = this.#given.get(whole);
    const value = written === undefined || whole === option ? undefined : numberOrText(String(written[0]));
    if (typeof value === "number" && Number.isFinite(value)) return share(value);
    throw usageError(
      `${this.#name}: --${kebabCase(option)} ${text} needs --${kebabCase(whole)} as a number, because it is a share of that`,
    );
  }

  #point(option: string, text: string, index: number): (number | string)[] {
    const pair = text.split(":");
    if (pair.length === 2) return pair.map(numberOrText);
    const place = `--${kebabCase(option)}[${index}]`;
    throw badInput(`${place} must be a pair <step>:<rate>, as in 100:1e-3; got ${JSON.stringify(text)}`);
  }
}

/** A share of a run in whole steps, rounded up as everywhere in the library. */
function stepsOf(percent: number, totalSteps: number): number {
  if (!Number.isSafeInteger(totalSteps) || totalSteps < 1) return Number.NaN;
  return core.describeRun({ batchSize: 1, total: totalSteps }).steps(core.fraction(percent / 100));
}
