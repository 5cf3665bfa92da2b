/** Imports a training engine's file. */
import { basename } from "node:path";
import { ImportError, type ImportResult, importSchedule } from "@anneal/interop/engines";
import { badInput, usageError } from "../failure.js";
import type { Streams } from "../streams.js";
import { numberOrText } from "../words/numbers.js";
import { readFileText, readInputText } from "./read-text.js";

export interface ImportRequest {
  /** A file, or `-` for standard input. */
  readonly path: string;
  /** Undefined: recognize the engine from the file. */
  readonly engine: string | undefined;
  readonly total: string | undefined;
  /** `name=value`. */
  readonly set: readonly string[];
}

/** More than the importer accepts, which throws its own error. */
const MOST_BYTES = 8_000_001;

/** @throws CommandError */
export async function importFile(
  { path, engine, total, set }: ImportRequest,
  { stdin }: Pick<Streams, "stdin">,
): Promise<ImportResult> {
  const limits = { mostBytes: MOST_BYTES, holds: "a training configuration" };
  const updates = readTotal(total);
  const given = Object.fromEntries(set.map(readAssignment));
  const text = path === "-" ? await readInputText(stdin, limits) : await readFileText(path, limits);
  try {
    return await importSchedule(text, {
      set: given,
      file: path === "-" ? "standard input" : basename(path),
      ...(engine === undefined ? {} : { engine }),
      ...(updates === undefined ? {} : { total: updates }),
    });
  } catch (error) {
    if (!(error instanceof ImportError)) throw error;
    throw error.code === "missing" || error.code === "engine"
      ? usageError(error.message)
      : badInput(error.message);
  }
}

function readTotal(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const value = numberOrText(text);
  if (typeof value === "number" && Number.isSafeInteger(value) && value > 0) return value;
  throw badInput(`--total must be a whole number of updates above 0; got ${JSON.stringify(text)}`);
}

function readAssignment(text: string): [string, string] {
  const [, name, value] = /^([^=]+)=([\s\S]*)$/.exec(text) ?? [];
  if (name === undefined || value === undefined) {
    throw usageError(`--set takes <name>=<value>, as in --set warmup_steps=100; got ${JSON.stringify(text)}`);
  }
  return [name.trim(), value];
}
