/**
 * Reads words into schedules and options.
 *
 * `parseArgs` of Node splits the words, without a dependency. It is told to accept everything, because which options
 * there are depends on the constructor before them, and because every error has to be one line of ours.
 */

import { type ParseArgsConfig, parseArgs } from "node:util";
import { describe } from "@anneal/core";
import type { OptionKind } from "@anneal/core/catalog";
import { tokenizeArgs } from "args-tokenizer";
import { constructorNamed, similarConstructor } from "../constructors/index.js";
import { type WrittenOption, writtenOptions } from "../constructors/options.js";
import { usageError } from "../failure.js";
import { kebabCase, suggestion } from "../words/names.js";
import { isNumber, listItems, numberOrText, shiftDecimal } from "../words/numbers.js";
import type { CommandLine, CommandOption, CommandOptions, Given, ScheduleWords } from "./command-line.js";
import { engineFile, IMPORT_OPTIONS } from "./engine-file.js";

type Token = NonNullable<ReturnType<typeof parseArgs>["tokens"]>[number];
type OptionToken = Extract<Token, { kind: "option" }>;

/** Options whose given values add up to one list. */
const REPEATABLE: ReadonlySet<OptionKind> = new Set(["numbers", "points", "words", "schedules"]);

/** Tells `parseArgs` which options take a word. An option has the same kind wherever it occurs. */
function parserOptions(options: CommandOptions): NonNullable<ParseArgsConfig["options"]> {
  const config: NonNullable<ParseArgsConfig["options"]> = {};
  for (const known of writtenOptions.values()) {
    for (const [name, { kind }] of known) config[name] = { type: kind === "flag" ? "boolean" : "string" };
  }
  for (const [name, { kind, short }] of Object.entries(options)) {
    const type = kind === "value" || kind === "numbers" ? "string" : "boolean";
    config[name] = short === undefined ? { type } : { type, short };
  }
  return config;
}

/** `--warmup_steps` as `--warmup-steps`; what stands after `=` stays as it is. */
function withDashes(arg: string): string {
  return arg.replace(/^--[a-zA-Z][\w-]*/, (name) => name.replaceAll("_", "-"));
}

/** What a command takes. */
export interface Grammar {
  readonly options: CommandOptions;
  readonly takesSchedules: boolean;
  /** Whether it takes words that are not schedules. */
  readonly takesWords?: boolean;
}

/**
 * @param args The words after the name of the command.
 * @throws CommandError with the exit code 2.
 */
export function parseCommandLine(args: readonly string[], grammar: Grammar): CommandLine {
  const { options, takesSchedules, takesWords = false } = grammar;
  const { tokens } = parseArgs({
    args: args.map(withDashes),
    options: parserOptions(options),
    strict: false,
    allowPositionals: true,
    tokens: true,
  });
  if (tokens.some((token) => token.kind === "option" && token.name === "help")) {
    const named = tokens.flatMap((token) => (token.kind === "positional" ? [readWord(token.value)] : []));
    return { schedules: named, words: [], options: new Map(), wantsHelp: true };
  }
  const schedules: ScheduleWords[] = [];
  const words: string[] = [];
  const given = new Map<string, Given>();
  for (let i = 0; i < tokens.length; i++) {
    const token = tokens[i] as Token;
    if (token.kind === "positional") {
      if (takesSchedules) schedules.push(readWord(token.value));
      else if (takesWords) words.push(token.value);
      else throw usageError(`unexpected argument ${describe(token.value)}`);
    }
    if (token.kind !== "option") continue;
    const latest = schedules.at(-1);
    const option = Object.hasOwn(options, token.name) ? options[token.name] : undefined;
    if (takeConstructorOption(token, latest, option)) continue;
    if (option === undefined) throw unknownOption(token, latest, grammar);
    const following = option.kind === "numbers" ? numbersAfter(tokens, i) : fileAfter(tokens, i, option);
    i += following.length;
    takeCommandOption(token, option, following, { latest, given });
  }
  return { schedules, words, options: given, wantsHelp: false };
}

/** A word that stands for a schedule; a quoted call of a constructor brings its options along. */
export function readWord(word: string): ScheduleWords {
  const plain = constructorNamed(word);
  const schedule = { word, constructorEntry: plain ?? null, options: new Map(), own: new Map() };
  if (plain !== undefined || !/\s/.test(word.trim()) || /^\s*[{["]/.test(word)) return schedule;
  const [first = "", ...rest] = splitWords(word);
  if (constructorNamed(first) === undefined && engineFile(first) === null) return schedule;
  const { schedules } = parseCommandLine([first, ...rest], { options: IMPORT_OPTIONS, takesSchedules: true });
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

/**
 * Gives the option to the constructor before it, if that has one of this name. Where it has its value already, an option
 * of the command by the same name is the one that is left; the options of imported files are none of those.
 */
function takeConstructorOption(
  token: OptionToken,
  latest: ScheduleWords | undefined,
  ofCommand: CommandOption | undefined,
): boolean {
  if (latest === undefined || latest.constructorEntry === null) return false;
  const option = writtenOptions.get(latest.constructorEntry.name)?.get(token.name);
  if (option === undefined) return false;
  const { name, kind, isOn } = option;
  const before = latest.options.get(name) ?? [];
  if (before.length > 0 && !REPEATABLE.has(kind)) {
    if (ofCommand !== undefined && ofCommand.isPerSchedule !== true) return false;
    throw givenTwice(token);
  }
  const value = kind === "flag" ? switchOf(token, isOn) : givenTo(token, option);
  latest.options.set(name, [...before, value]);
  return true;
}

interface Places {
  readonly latest: ScheduleWords | undefined;
  readonly given: Map<string, Given>;
}

/** @param following The words after the option that belong to it, besides the one that every value has. */
function takeCommandOption(
  token: OptionToken,
  { kind, isPerSchedule, isRepeatable }: CommandOption,
  following: readonly string[],
  { latest, given }: Places,
): void {
  if (isPerSchedule && latest === undefined) throw usageError(`${token.rawName} belongs after a schedule`);
  const place = isPerSchedule && latest !== undefined ? latest.own : given;
  const before = place.get(token.name);
  if (isRepeatable) {
    place.set(token.name, [...(Array.isArray(before) ? before : []), wordOf(token)]);
    return;
  }
  if (before !== undefined) throw givenTwice(token);
  if (kind === "value") place.set(token.name, wordOf(token));
  else if (kind === "numbers") place.set(token.name, [wordOf(token), ...following].join(","));
  else if (kind === "file") place.set(token.name, token.value ?? following[0] ?? true);
  else place.set(token.name, switchOf(token, true));
}

/** The numbers right after an option that takes several. */
function numbersAfter(tokens: readonly Token[], index: number): string[] {
  const numbers: string[] = [];
  for (const token of tokens.slice(index + 1)) {
    if (token.kind !== "positional" || !listItems(token.value).every(isNumber)) break;
    numbers.push(token.value);
  }
  return numbers;
}

/** The file right after an option that may have one, unless it has a value already. */
function fileAfter(tokens: readonly Token[], index: number, option: CommandOption): string[] {
  const token = tokens[index] as OptionToken;
  const next = tokens[index + 1];
  if (option.kind !== "file" || token.value !== undefined || next?.kind !== "positional") return [];
  return next.index === token.index + 1 && next.value.endsWith(option.extension ?? "") ? [next.value] : [];
}

/** What was given to an option of a constructor; a share of the run as a percentage. */
function givenTo(token: OptionToken, { isShare }: WrittenOption): string {
  const word = wordOf(token);
  const share = isShare ? numberOrText(word) : word;
  return typeof share === "number" ? `${shiftDecimal(share, 2)}%` : word;
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
    throw usageError(`${rawName} takes no value; remove ${JSON.stringify(`=${value}`)}`);
  return isOn;
}

function givenTwice({ rawName }: OptionToken): Error {
  return usageError(`${rawName} is given twice; remove one of them`);
}

function unknownOption(
  { name, rawName }: OptionToken,
  latest: ScheduleWords | undefined,
  { options, takesSchedules }: Grammar,
): Error {
  const caller = latest?.constructorEntry ?? null;
  const own = caller === null ? [] : [...(writtenOptions.get(caller.name)?.keys() ?? [])];
  const isOfSome = takesSchedules && [...writtenOptions.values()].some((known) => known.has(name));
  if (isOfSome && latest === undefined) {
    return usageError(`${rawName} belongs after the constructor that takes it`);
  }
  if (isOfSome && latest !== undefined && caller === null) {
    const { word } = latest;
    const closest = similarConstructor(word);
    return usageError(`${rawName} belongs after a constructor, which ${describe(word)} is not${closest}`);
  }
  const taker = caller === null ? "there is no" : `${kebabCase(caller.name)} has no`;
  const known = [...own, ...Object.keys(options)].map((each) => `--${each}`);
  return usageError(`${taker} option ${rawName}${suggestion(rawName, known)}`);
}
