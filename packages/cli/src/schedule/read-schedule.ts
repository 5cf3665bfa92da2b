/** Reads a schedule from an argument: a constructor, JSON, a number, a file or standard input. */
import { stat } from "node:fs/promises";
import { constant, describe, fromJSON, type Schedule, scheduleFromTree } from "@anneal/core";
import type { ScheduleWords } from "../command-line/command-line.js";
import { textOf, textsOf } from "../command-line/command-values.js";
import { type EngineFile, engineFile, IMPORT_OPTIONS } from "../command-line/engine-file.js";
import { readWord } from "../command-line/parse.js";
import { similarConstructor } from "../constructors/index.js";
import { badInput, usageError } from "../failure.js";
import type { Streams } from "../streams.js";
import { isNumber, numberOrText } from "../words/numbers.js";
import { callConstructor } from "./call-constructor.js";
import { readRecipe } from "./read-recipe.js";
import { readFileText, readInputText } from "./read-text.js";
import { inWordsOfTheCommandLine } from "./refusal.js";

/** Reads schedules; `-` can be read once. */
export class ScheduleReader {
  readonly #streams: Pick<Streams, "stdin">;
  #hasReadInput = false;
  #longestRun = 0;

  constructor(streams: Pick<Streams, "stdin">) {
    this.#streams = streams;
  }

  /** @throws CommandError */
  async read(words: ScheduleWords): Promise<Schedule> {
    const { word, constructorEntry, options, own } = words;
    if (constructorEntry !== null) {
      refuseImportOptions(words);
      return callConstructor(constructorEntry, options, (inner) => this.#readInner(inner));
    }
    const imported = engineFile(word);
    if (imported !== null) return this.#import(imported, own);
    refuseImportOptions(words);
    if (/^recipe:/i.test(word)) return readRecipe(word.slice("recipe:".length)).schedule;
    if (word === "-") return parseSchedule(await this.#readInput(), "standard input");
    if (/^\s*[{["]/.test(word)) return parseSchedule(word, "the inline schedule");
    if (isNumber(word)) return constantOf(word);
    if (!(await isThere(word))) throw nothingCalled(word);
    return parseSchedule(await readFileText(word), word);
  }

  /** The updates of the longest run given for an engine's file; 0: none. */
  get longestRun(): number {
    return this.#longestRun;
  }

  /** A schedule inside another one: a number stays a number, which the constructor reads as a constant. */
  async #readInner(word: string): Promise<Schedule | number> {
    const number = numberOrText(word);
    return typeof number === "number" ? number : this.read(readWord(word));
  }

  /** The main group's schedule of a training engine's file. */
  async #import({ engine, path }: EngineFile, own: ScheduleWords["own"]): Promise<Schedule> {
    const { importFile } = await import("./import-file.js");
    const request = { path, engine, total: textOf(own, "total"), set: textsOf(own, "set") };
    const { schedules } = await importFile(request, this.#streams);
    this.#longestRun = Math.max(this.#longestRun, Number(numberOrText(request.total ?? "0")));
    return fromJSON(schedules[0]?.schedule);
  }

  #readInput(): Promise<string> {
    if (this.#hasReadInput) throw usageError("- is given twice, but standard input has only one schedule");
    this.#hasReadInput = true;
    return readInputText(this.#streams.stdin);
  }
}

/** `--total` and `--set` apply only to files of engines. */
function refuseImportOptions({ word, own }: ScheduleWords): void {
  for (const name of Object.keys(IMPORT_OPTIONS)) {
    if (own.has(name))
      throw usageError(
        `--${name} applies to files of training engines, and ${JSON.stringify(word)} is not one`,
      );
  }
}

/** The schedule of a document or of a bare tree; `source` is its name in errors. */
function parseSchedule(text: string, source: string): Schedule {
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch (error) {
    throw badInput(`${source} is not JSON (${error instanceof Error ? error.message : error})`);
  }
  try {
    const isTree = typeof parsed === "object" && parsed !== null && "kind" in parsed;
    return isTree ? scheduleFromTree(parsed) : fromJSON(parsed);
  } catch (error) {
    throw inWordsOfTheCommandLine(error, new Set(), `${source}: `);
  }
}

function constantOf(word: string): Schedule {
  try {
    return constant({ value: numberOrText(word) as number });
  } catch (error) {
    throw inWordsOfTheCommandLine(error, new Set(), `${word}: `);
  }
}

async function isThere(path: string): Promise<boolean> {
  try {
    await stat(path);
    return true;
  } catch (error) {
    // Any other error is reported when the file is read.
    return !(
      error instanceof Error &&
      "code" in error &&
      (error.code === "ENOENT" || error.code === "ENOTDIR")
    );
  }
}

/** An argument with a dot or a slash was intended as a file, any other as a constructor. */
function nothingCalled(word: string): Error {
  if (/[./\\]/.test(word)) return badInput(`can't read ${word}: there is no such file`);
  return usageError(`no constructor or file is called ${describe(word)}${similarConstructor(word)}`);
}
