/** Reads CSV logs: a header with the names, then one row per step. */
import Papa from "papaparse";
import type { FlatRecord } from "../records.js";
import { stepColumnOf } from "./columns.js";
import { type EntryOptions, numberIn, recordOf } from "./entries.js";
import { LogError } from "./log-error.js";
import { type Chunk, textOf } from "./text.js";

/** Rows are parsed in pieces of about this many characters. */
const PIECE = 1 << 16;

/** @throws LogError for a table without a header or a step. */
export async function* readCsv(
  chunks: AsyncIterable<Chunk>,
  options: EntryOptions,
): AsyncGenerator<FlatRecord> {
  const { file } = options;
  let columns: readonly string[] | null = null;
  let delimiter = "";
  let row = 0;
  for await (const piece of pieces(chunks, file)) {
    const { data, meta } = Papa.parse<string[]>(piece, {
      skipEmptyLines: true,
      ...(delimiter === "" ? {} : { delimiter }),
    });
    if (delimiter === "") delimiter = meta.delimiter;
    for (const fields of data) {
      row++;
      if (columns === null) columns = readHeader(fields, options);
      else {
        const record = recordOf(numbersIn(columns, fields), options, { line: row });
        if (record !== null) yield record;
      }
    }
  }
  if (columns === null) throw new LogError("the log is empty; expected a header with column names", { file });
}

function readHeader(fields: readonly string[], { step, file, rows }: EntryOptions): readonly string[] {
  const columns = fields.map((name) => name.trim());
  const column = step ?? stepColumnOf(columns);
  if (column === undefined ? rows !== null : columns.includes(column)) return columns;
  const wanted =
    step === undefined ? "a column of the step, such as step" : `the column ${JSON.stringify(step)}`;
  throw new LogError(`the header must have ${wanted}; it has ${columns.join(", ")}`, {
    file,
    line: 1,
    column: step,
  });
}

/** Skips empty fields and text. */
function numbersIn(columns: readonly string[], fields: readonly string[]): Record<string, number> {
  const numbers: Record<string, number> = Object.create(null);
  for (const [i, name] of columns.entries()) {
    const number = numberIn(fields[i] ?? "");
    if (number !== undefined) numbers[name] = number;
  }
  return numbers;
}

/** The text in pieces that end with a row: at a line break outside quotes. */
async function* pieces(chunks: AsyncIterable<Chunk>, file: string | undefined): AsyncGenerator<string> {
  let held = "";
  let searched = 0;
  let isQuoted = false;
  let end = 0;
  for await (const text of textOf(chunks, file)) {
    held += text;
    if (held.length - searched < PIECE) continue;
    for (; searched < held.length; searched++) {
      if (held[searched] === '"') isQuoted = !isQuoted;
      else if (held[searched] === "\n" && !isQuoted) end = searched + 1;
    }
    if (end === 0) continue;
    yield withLineFeeds(held.slice(0, end));
    held = held.slice(end);
    searched -= end;
    end = 0;
  }
  if (held !== "") yield withLineFeeds(held);
}

const withLineFeeds = (text: string) => text.replaceAll("\r\n", "\n");
