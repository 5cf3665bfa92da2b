/**
 * Parses arguments into schedules and options.
 *
 * Node's `parseArgs` splits the arguments, without a dependency. It accepts unknown options here, because the valid
 * options depend on the preceding constructor, and because every error must be one line of our own.
 */

import { type ParseArgsConfig, parseArgs } from "node:util";
import { describe } from "@anneal/core";
import { synonymOf } from "@anneal/core/arguments";
import type { OptionKind } from "@anneal/core/catalog";
import { tokenizeArgs } from "args-tokenizer";
import { constructorNamed, similarConstructor } from "../constructors/index.js";
import { type WrittenOption, writtenOptions } from "../constructors/options.js";
import { usageError } from "../failure.js";
import { kebabCase, suggestion } from "../words/names.js";
import { isNumber, listItems, numberOrText, shiftDecimal } from "../words/numbers.js";
import type { CommandLine, CommandOption, CommandOptions, Given, ScheduleWords } from "./command-line.js";
import { engineFile, hasOptions, IMPORT_OPTIONS } from "./engine-file.js";

type Token = NonNullable<ReturnType<typeof parseArgs>["tokens"]>[number];
type OptionToken = Extract<Token, { kind: "option" }>;

/** Options whose repeated values form one list. */
const REPEATABLE: ReadonlySet<OptionKind> = new Set(["numbers", "points", "words", "schedules"]);

/** Tells `parseArgs` which options take a value. An option has the same kind wherever it occurs. */
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

/** The name of an option in the form of the help; the value after `=` does not change. */
function normalized(arg: string): string {
  return arg.replace(/^--[a-zA-Z][\w-]*/, (name) => ALIASES[name] ?? name.replaceAll("_", "-"));
}

const ALIASES: Readonly<Record<string, string>> = { "--out": "--output" };

/** What a command accepts. */
export interface Grammar {
  readonly options: CommandOptions;
  readonly takesSchedules: boolean;
  /** Whether it takes arguments that are not schedules. */
  readonly takesWords?: boolean;
}

/**
 * @param args The arguments after the name of the command.
 * @throws CommandError with the exit code 2.
 */
export function parseCommandLine(args: readonly string[], grammar: Grammar): CommandLine {
  const { options, takesSchedules, takesWords = false } = grammar;
  const { tokens } = parseArgs({
    args: args.map(normalized),
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

/** An argument that stands for a schedule; a quoted constructor call includes its options. */
export function readWord(word: string): ScheduleWords {
  const plain = constructorNamed(word);
  const schedule = { word, constructorEntry: plain ?? null, options: new Map(), own: new Map() };
  if (plain !== undefined || !/\s/.test(word.trim()) || /^\s*[{["]/.test(word)) return schedule;
  const [first = "", ...rest] = splitWords(word);
  const isFile = hasOptions(word) && engineFile(first) !== null;
  if (constructorNamed(first) === undefined && !isFile) return schedule;
  const { schedules } = parseCommandLine([first, ...rest], { options: IMPORT_OPTIONS, takesSchedules: true });
  const [call, another] = schedules;
  if (another !== undefined) {
    throw usageError(
      `${describe(word)} contains a second schedule, ${describe(another.word)}; quote each separately`,
    );
  }
  return call ?? schedule;
}

function splitWords(text: string): string[] {
  try {
    return tokenizeArgs(text);
  } catch {
    throw usageError(`${describe(text)} has an unclosed quotation mark`);
  }
}

/**
 * Assigns the option to the preceding constructor if that has an option of this name. If it already has a value, the
 * command's option of the same name is used; options of imported files are not.
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

/** @param following The further arguments that belong to the option, after the one that every value has. */
function takeCommandOption(
  token: OptionToken,
  { kind, isPerSchedule, isRepeatable }: CommandOption,
  following: readonly string[],
  { latest, given }: Places,
): void {
  if (isPerSchedule && latest === undefined) throw usageError(`${token.rawName} must follow a schedule`);
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

/** The file right after an option that may have one, unless it already has a value. */
function fileAfter(tokens: readonly Token[], index: number, option: CommandOption): string[] {
  const token = tokens[index] as OptionToken;
  const next = tokens[index + 1];
  if (option.kind !== "file" || token.value !== undefined || next?.kind !== "positional") return [];
  return next.index === token.index + 1 && next.value.endsWith(option.extension ?? "") ? [next.value] : [];
}

/** The value of a constructor's option; a share of the run becomes a percentage. */
function givenTo(token: OptionToken, { isShare }: WrittenOption): string {
  const word = wordOf(token);
  const share = isShare ? numberOrText(word) : word;
  return typeof share === "number" ? `${shiftDecimal(share, 2)}%` : word;
}

function wordOf({ rawName, value, inlineValue }: OptionToken): string {
  if (value === undefined) throw usageError(`${rawName} needs a value`);
  const isOption = /^-./.test(value) && !isNumber(value.split(/[,:]/)[0] ?? "");
  if (isOption && inlineValue !== true) {
    throw usageError(`${rawName} needs a value; write ${rawName}=${value} if the value is ${value}`);
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
    return usageError(`${rawName} must follow the constructor that it belongs to`);
  }
  if (isOfSome && latest !== undefined && caller === null) {
    const { word } = latest;
    const closest = similarConstructor(word);
    return usageError(`${rawName} must follow a constructor, but ${describe(word)} is not one${closest}`);
  }
  const owner = caller === null ? "" : ` of ${kebabCase(caller.name)}`;
  const known = [...own, ...Object.keys(options)].map((each) => `--${each}`);
  const synonym = caller === null ? undefined : synonymOf(name, Object.keys(caller.options));
  const advice =
    synonym === undefined ? suggestion(rawName, known) : `; did you mean --${kebabCase(synonym)}?`;
  return usageError(`unknown option ${rawName}${owner}${advice}`);
}
