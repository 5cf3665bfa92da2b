/** Reads the values of a command's own options. */
import { describe } from "@anneal/core";
import { badInput, usageError } from "../failure.js";
import { suggestion } from "../words/names.js";
import { listItems, numberOrText } from "../words/numbers.js";
import type { CommandLine } from "./command-line.js";

/** Up to here every whole number is exact in float64, and so are schedules. */
const LARGEST_STEP = 2 ** 53;

type Options = CommandLine["options"];

/** The value of an option, or undefined if it is absent. */
export function textOf(options: Options, name: string): string | undefined {
  const value = options.get(name);
  return typeof value === "string" ? value : undefined;
}

/** All values of an option that may be repeated. */
export function textsOf(options: Options, name: string): readonly string[] {
  const value = options.get(name);
  return Array.isArray(value) ? value : [];
}

/** The file of an option, or undefined if it is absent. */
export function fileOf(options: Options, name: string): string | undefined {
  const path = textOf(options, name);
  if (path?.trim() === "") throw usageError(`--${name} needs the name of a file; got ${describe(path)}`);
  return path;
}

export function isOn(options: Options, name: string): boolean {
  return options.get(name) === true;
}

/** One of a few strings; the first one is the default. */
export function choiceOf<Choice extends string>(
  options: Options,
  name: string,
  choices: readonly [Choice, ...Choice[]],
): Choice {
  const text = textOf(options, name) ?? choices[0];
  const chosen = choices.find((choice) => choice === text);
  if (chosen !== undefined) return chosen;
  const all = `${choices.slice(0, -1).join(", ")} or ${choices.at(-1)}`;
  throw usageError(`--${name} must be ${all}; got ${describe(text)}${suggestion(text, choices)}`);
}

/** A step, or undefined if it is absent. */
export function stepOf(options: Options, name: string): number | undefined {
  const text = textOf(options, name);
  return text === undefined ? undefined : readStep(`--${name}`, text);
}

/** A list of steps, or undefined if it is absent. */
export function stepsOf(options: Options, name: string): readonly number[] | undefined {
  const text = textOf(options, name);
  if (text === undefined) return undefined;
  const steps = listItems(text).map((item, index) => readStep(`--${name}[${index}]`, item));
  if (steps.length === 0) throw badInput(`--${name} must be at least one step, as in --${name} 0,10,20`);
  return steps;
}

function readStep(name: string, text: string): number {
  const step = numberOrText(text);
  if (typeof step === "number" && Math.abs(step) <= LARGEST_STEP) return step;
  throw badInput(`${name} must be a number between -2^53 and 2^53; got ${describe(text)}`);
}

/** A number above 0, or undefined if it is absent. */
export function positiveOf(options: Options, name: string): number | undefined {
  const text = textOf(options, name);
  if (text === undefined) return undefined;
  const value = numberOrText(text);
  if (typeof value === "number" && value > 0 && Number.isFinite(value)) return value;
  throw badInput(`--${name} must be a finite number above 0; got ${describe(text)}`);
}

/** A whole number, or undefined if it is absent. */
export function wholeOf(options: Options, name: string): number | undefined {
  const text = textOf(options, name);
  if (text === undefined) return undefined;
  const value = numberOrText(text);
  if (typeof value === "number" && Number.isSafeInteger(value)) return value;
  throw badInput(`--${name} must be a whole number; got ${describe(text)}`);
}
