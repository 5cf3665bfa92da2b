/** Collects columns of a log into arrays. */
import { InvalidArgumentError } from "@anneal/core";
import { finiteNumber, isRecord, text } from "@anneal/core/arguments";
import type { FlatRecord } from "../records.js";
import { columnOf, type Quantity } from "./columns.js";
import { LogError } from "./log-error.js";

/** The columns to collect, by their result names. `true`: the usual names of `lr` or `loss`. */
export type SeriesColumns = Readonly<Record<string, string | true>>;

export interface LogSeries<Name extends string = string> {
  /** The steps, in ascending order, each once. */
  readonly steps: Float64Array;
  /** The values by name, one per step; NaN if the log has none. */
  readonly values: Readonly<Record<Name, Float64Array>>;
  /** The names of the collected columns, by result name. */
  readonly columns: Readonly<Record<Name, string>>;
}

/**
 * Collects columns of a log: steps in order, each once. If a step occurs twice, because a run resumed from an older
 * checkpoint, the later value counts. Steps without any of the columns are skipped.
 *
 * @param records The result of `readLog`.
 * @param wanted `{ lr: true, loss: "train/loss" }`: the name of each column, or `true` for `lr` and `loss` under one of
 * their usual names.
 * @throws InvalidArgumentError for a name without a column, or records that do not come from a log.
 * @throws LogError if a column is not in the log; it names the existing columns.
 */
export async function readSeries<Columns extends SeriesColumns>(
  records: AsyncIterable<FlatRecord>,
  wanted: Columns,
): Promise<LogSeries<keyof Columns & string>> {
  const names = namesOf(wanted) as (keyof Columns & string)[];
  checkRecords(records);
  const seen = new Set<string>();
  const rows = new Map<number, Record<string, number>>();
  const explicit = new Set(Object.values(wanted).filter((column) => typeof column === "string"));
  const usual = names.filter((name) => wanted[name] === true);
  const keeps = (column: string) => explicit.has(column) || usual.some((name) => isLikely(name, column));
  for await (const record of records) {
    if (!isRecord(record)) throw new InvalidArgumentError("records", record, "the records from readLog");
    const { step, ...numbers } = record;
    finiteNumber("step", step);
    for (const [column, value] of Object.entries(numbers)) {
      seen.add(column);
      if (!keeps(column)) continue;
      const row = rows.get(step) ?? Object.create(null);
      row[column] = value;
      rows.set(step, row);
    }
  }
  const columns = Object.fromEntries(names.map((name) => [name, chosen(name, wanted[name], [...seen])]));
  const steps = [...rows.keys()].filter((step) =>
    names.some((name) => (columns[name] ?? "") in (rows.get(step) ?? {})),
  );
  steps.sort((a, b) => a - b);
  const values = Object.fromEntries(
    names.map((name) => [
      name,
      Float64Array.from(steps, (step) => rows.get(step)?.[columns[name] ?? ""] ?? Number.NaN),
    ]),
  );
  return { steps: Float64Array.from(steps), values, columns } as LogSeries<keyof Columns & string>;
}

/** The requested names, each with a column that can be found. */
function namesOf(wanted: unknown): readonly string[] {
  if (!isRecord(wanted))
    throw new InvalidArgumentError("wanted", wanted, "an object with the columns by name");
  for (const [name, column] of Object.entries(wanted)) {
    if (column === true) quantity(name);
    else text(name, column);
  }
  return Object.keys(wanted);
}

function checkRecords(records: unknown): void {
  const isObject = isRecord(records) || Array.isArray(records);
  if (!(isObject && (Symbol.asyncIterator in records || Symbol.iterator in records)))
    throw new InvalidArgumentError("records", records, "the records from readLog");
}

function isLikely(name: string, column: string): boolean {
  return columnOf(quantity(name), [column]) !== undefined;
}

function quantity(name: string): Quantity {
  if (name === "lr" || name === "loss") return name;
  throw new InvalidArgumentError(name, true, "the name of a column: only lr and loss have usual ones");
}

function chosen(name: string, wanted: string | true | undefined, seen: readonly string[]): string {
  const column = typeof wanted === "string" ? wanted : columnOf(quantity(name), seen);
  if (column !== undefined && seen.includes(column)) return column;
  const which =
    typeof wanted === "string"
      ? `no column ${JSON.stringify(wanted)}`
      : `no column that is clearly the ${name}`;
  const existing = seen.length === 0 ? "none" : seen.slice(0, 50).join(", ");
  throw new LogError(`the log has ${which}; its columns are ${existing}`, {
    column: typeof wanted === "string" ? wanted : name,
  });
}
