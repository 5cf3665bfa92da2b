/** The rates at the updates that distinguish engines: the first four, the peak's and the last. */
import type { Schedule } from "@anneal/core";
import { alignColumns } from "./print.js";

export interface UpdateRow {
  readonly update: number;
  /** The reason why it is shown: `peak`, `last`. */
  readonly mark: string;
}

export const FIRST_UPDATES = [0, 1, 2, 3];

/** The rows, without duplicates. */
export function updateRows(peakUpdate: number, lastUpdate: number): UpdateRow[] {
  const marked = new Map<number, string>(FIRST_UPDATES.map((update) => [update, ""]));
  const mark = (update: number, name: string) => {
    const before = marked.get(update) ?? "";
    marked.set(update, before === "" ? name : `${before}, ${name}`);
  };
  mark(peakUpdate, "peak");
  mark(lastUpdate, "last");
  return [...marked].sort(([a], [b]) => a - b).map(([update, name]) => ({ update, mark: name }));
}

/** A table with one column per schedule. */
export function updatesTable(
  rows: readonly UpdateRow[],
  columns: readonly (readonly [string, Schedule])[],
): string[] {
  const head = ["update", ...columns.map(([name]) => name), ""];
  const body = rows.map(({ update, mark }) => [
    String(update),
    ...columns.map(([, schedule]) => rateText(schedule(update))),
    mark === "" ? "" : `<- ${mark}`,
  ]);
  return alignColumns([head, ...body], [0, ...columns.map((_, i) => i + 1)]);
}

/** A rate with enough digits to show a difference of one update. */
export function rateText(rate: number): string {
  return rate === 0 ? "0" : Number(rate.toPrecision(7)).toString();
}
