/** From a word of the command line to a schedule: a constructor, JSON, a number, a file or standard input. */
import { stat } from "node:fs/promises";
import { constant, describe, fromJSON, type Schedule, scheduleFromTree } from "@anneal/core";
import type { ScheduleWords } from "../command-line/command-line.js";
import { isNumber } from "../command-line/numbers.js";
import { readWord } from "../command-line/parse.js";
import { similarConstructor } from "../constructors/index.js";
import { badInput, usageError } from "../failure.js";
import type { Streams } from "../streams.js";
import { callConstructor } from "./call-constructor.js";
import { readFileText, readInputText } from "./read-text.js";
import { inWordsOfTheCommandLine } from "./refusal.js";

/** Reads schedules; `-` can be read once. */
export class ScheduleReader {
  readonly #streams: Pick<Streams, "stdin">;
  #hasReadInput = false;

  constructor(streams: Pick<Streams, "stdin">) {
    this.#streams = streams;
  }

  /** @throws CommandError */
  async read({ word, constructorEntry, options }: ScheduleWords): Promise<Schedule> {
    if (constructorEntry !== null) {
      return callConstructor(constructorEntry, options, (inner) => this.#readInner(inner));
    }
    if (word === "-") return parseSchedule(await this.#readInput(), "standard input");
    if (/^\s*[{["]/.test(word)) return parseSchedule(word, "the inline schedule");
    if (isNumber(word)) return constantOf(word);
    if (!(await isThere(word))) throw nothingCalled(word);
    return parseSchedule(await readFileText(word), word);
  }

  /** A schedule within another: a number stays one, for the constructor to read as a constant. */
  async #readInner(word: string): Promise<Schedule | number> {
    return isNumber(word) ? Number(word) : this.read(readWord(word));
  }

  #readInput(): Promise<string> {
    if (this.#hasReadInput) throw usageError("- is given twice; standard input holds one schedule");
    this.#hasReadInput = true;
    return readInputText(this.#streams.stdin);
  }
}

/** The schedule of a document or of a bare tree; `source` is what errors call it. */
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
    return constant({ value: Number(word) });
  } catch (error) {
    throw inWordsOfTheCommandLine(error, new Set(), `${word}: `);
  }
}

async function isThere(path: string): Promise<boolean> {
  try {
    await stat(path);
    return true;
  } catch (error) {
    // Whatever else is wrong with it, reading it will tell.
    return !(
      error instanceof Error &&
      "code" in error &&
      (error.code === "ENOENT" || error.code === "ENOTDIR")
    );
  }
}

/** A word with a dot or a slash was meant as a file, another one as a constructor. */
function nothingCalled(word: string): Error {
  if (/[./\\]/.test(word)) return badInput(`can't read ${word}: there is no such file`);
  return usageError(
    `there is no constructor and no file called ${describe(word)}${similarConstructor(word)}`,
  );
}
