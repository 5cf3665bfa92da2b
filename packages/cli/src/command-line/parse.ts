/**
 * Reads words into schedules and options.
 *
 * `parseArgs` of Node splits the words, without a dependency. It is told to accept everything, because which options
 * there are depends on the constructor before them, and because every error has to be one line of ours.
 */

import { type ParseArgsConfig, parseArgs } from "node:util";
import { describe } from "@anneal/core";
import { tokenizeArgs } from "args-tokenizer";
import type { OptionKind } from "../constructors/entry.js";
import { constructorNamed, constructors, similarConstructor } from "../constructors/index.js";
import { usageError } from "../failure.js";
import type { CommandLine, CommandOption, CommandOptions, Given, ScheduleWords } from "./command-line.js";
import { kebabCase, suggestion } from "./names.js";
import { isNumber } from "./numbers.js";

type Token = NonNullable<ReturnType<typeof parseArgs>["tokens"]>[number];
type OptionToken = Extract<Token, { kind: "option" }>;

/** Options whose given values add up to one list. */
const REPEATABLE: ReadonlySet<OptionKind> = new Set(["numbers", "points", "words", "schedules"]);

/** An option of a constructor, as one of the ways to write it. */
interface WrittenOption {
  readonly name: string;
  readonly kind: OptionKind;
  /** What a flag says when it is written so. */
  readonly isOn: boolean;
}

/** The options of each constructor, by the ways to write them. */
const optionsOf: ReadonlyMap<string, ReadonlyMap<string, WrittenOption>> = new Map(
  Object.entries(constructors).map(([constructorName, { options }]) => {
    const written = new Map<string, WrittenOption>();
    for (const [name, { kind }] of Object.entries(options)) {
      written.set(kebabCase(name), { name, kind, isOn: true });
      if (kind === "flag") written.set(`no-${kebabCase(name)}`, { name, kind, isOn: false });
    }
    return [constructorName, written];
  }),
);

/** Tells `parseArgs` which options take a word. An option has the same kind wherever it occurs. */
function parserOptions(options: CommandOptions): NonNullable<ParseArgsConfig["options"]> {
  const config: NonNullable<ParseArgsConfig["options"]> = {};
  for (const known of optionsOf.values()) {
    for (const [name, { kind }] of known) config[name] = { type: kind === "flag" ? "boolean" : "string" };
  }
  for (const [name, { kind, short }] of Object.entries(options)) {
    const type = kind === "value" ? "string" : "boolean";
    config[name] = short === undefined ? { type } : { type, short };
  }
  return config;
}

/** What a command takes. */
export interface Grammar {
  readonly options: CommandOptions;
  readonly takesSchedules: boolean;
}

/**
 * @param args The words after the name of the command.
 * @throws CommandError with the exit code 2.
 */
export function parseCommandLine(args: readonly string[], grammar: Grammar): CommandLine {
  const { options, takesSchedules } = grammar;
  const { tokens } = parseArgs({
    args: [...args],
    options: parserOptions(options),
    strict: false,
    allowPositionals: true,
    tokens: true,
  });
  if (tokens.some((token) => token.kind === "option" && token.name === "help")) {
    const named = tokens.flatMap((token) => (token.kind === "positional" ? [readWord(token.value)] : []));
    return { schedules: named, options: new Map(), wantsHelp: true };
  }
  const schedules: ScheduleWords[] = [];
  const given = new Map<string, Given>();
  for (let i = 0; i < tokens.length; i++) {
    const token = tokens[i] as Token;
    if (token.kind === "positional") {
      if (!takesSchedules)
        throw usageError(`there is no use for ${describe(token.value)} here; leave it out`);
      schedules.push(readWord(token.value));
    }
    if (token.kind !== "option") continue;
    const latest = schedules.at(-1);
    if (takeConstructorOption(token, latest)) continue;
    const option = Object.hasOwn(options, token.name) ? options[token.name] : undefined;
    if (option === undefined) throw unknownOption(token, latest, grammar);
    const next = tokens[i + 1];
    const file = option.kind === "file" ? fileAfter(token, next, option) : undefined;
    if (file !== undefined && token.value === undefined) i++;
    takeCommandOption(token, option, file, { latest, given });
  }
  return { schedules, options: given, wantsHelp: false };
}

/** A word that stands for a schedule; a quoted call of a constructor brings its options along. */
export function readWord(word: string): ScheduleWords {
  const plain = constructorNamed(word);
  const schedule = { word, constructorName: plain ?? null, options: new Map(), own: new Map() };
  if (plain !== undefined || !/\s/.test(word.trim()) || /^\s*[{["]/.test(word)) return schedule;
  const [first = "", ...rest] = splitWords(word);
  if (constructorNamed(first) === undefined) return schedule;
  const { schedules } = parseCommandLine([first, ...rest], { options: {}, takesSchedules: true });
  const [call, another] = schedules;
  if (another !== undefined) {
    throw usageError(
      `${describe(word)} holds a second schedule, ${describe(another.word)}; quote each on its own`,
    );
  }
  return call ?? schedule;
}

function splitWords(text: string): string[] {
  try {
    return tokenizeArgs(text);
  } catch {
    throw usageError(`${describe(text)} has a quotation mark without its partner; close it`);
  }
}

/** Gives the option to the constructor before it, if that has one of this name. */
function takeConstructorOption(token: OptionToken, latest: ScheduleWords | undefined): boolean {
  if (latest === undefined || latest.constructorName === null) return false;
  const option = optionsOf.get(latest.constructorName)?.get(token.name);
  if (option === undefined) return false;
  const { name, kind, isOn } = option;
  const value = kind === "flag" ? switchOf(token, isOn) : wordOf(token);
  const before = latest.options.get(name) ?? [];
  if (before.length > 0 && !REPEATABLE.has(kind)) throw givenTwice(token);
  latest.options.set(name, [...before, value]);
  return true;
}

interface Places {
  readonly latest: ScheduleWords | undefined;
  readonly given: Map<string, Given>;
}

function takeCommandOption(
  token: OptionToken,
  { kind, isPerSchedule }: CommandOption,
  file: string | undefined,
  { latest, given }: Places,
): void {
  if (isPerSchedule && latest === undefined) throw usageError(`${token.rawName} belongs after a schedule`);
  const place = isPerSchedule && latest !== undefined ? latest.own : given;
  if (place.has(token.name)) throw givenTwice(token);
  if (kind === "value") place.set(token.name, wordOf(token));
  else place.set(token.name, kind === "file" ? (file ?? true) : switchOf(token, true));
}

/** The file of an option that may have one. */
function fileAfter(
  token: OptionToken,
  next: Token | undefined,
  { extension = "" }: CommandOption,
): string | undefined {
  if (token.value !== undefined) return token.value;
  const isFile = next?.kind === "positional" && next.value.endsWith(extension);
  return isFile && next.index === token.index + 1 ? next.value : undefined;
}

function wordOf({ rawName, value, inlineValue }: OptionToken): string {
  if (value === undefined) throw usageError(`${rawName} needs a value`);
  const isOption = /^-./.test(value) && !isNumber(value.split(/[,:]/)[0] ?? "");
  if (isOption && inlineValue !== true) {
    throw usageError(`${rawName} needs a value; write ${rawName}=${value} if that is ${value}`);
  }
  return value;
}

function switchOf({ rawName, value }: OptionToken, isOn: boolean): boolean {
  if (value !== undefined)
    throw usageError(`${rawName} takes no value; leave out ${JSON.stringify(`=${value}`)}`);
  return isOn;
}

function givenTwice({ rawName }: OptionToken): Error {
  return usageError(`${rawName} is given twice; leave one of them out`);
}

function unknownOption(
  { name, rawName }: OptionToken,
  latest: ScheduleWords | undefined,
  { options, takesSchedules }: Grammar,
): Error {
  const caller = latest?.constructorName ?? null;
  const own = caller === null ? [] : [...(optionsOf.get(caller)?.keys() ?? [])];
  const isOfSome = takesSchedules && [...optionsOf.values()].some((known) => known.has(name));
  if (isOfSome && latest === undefined) {
    return usageError(`${rawName} belongs after the constructor that takes it`);
  }
  if (isOfSome && latest !== undefined && caller === null) {
    const { word } = latest;
    const closest = similarConstructor(word);
    return usageError(`${rawName} belongs after a constructor, which ${describe(word)} is not${closest}`);
  }
  const taker = caller === null ? "there is no" : `${kebabCase(caller)} has no`;
  const known = [...own, ...Object.keys(options)].map((each) => `--${each}`);
  return usageError(`${taker} option ${rawName}${suggestion(rawName, known)}`);
}
