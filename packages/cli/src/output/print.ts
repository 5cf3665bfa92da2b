/** Prints text at once. */
import type { Writable } from "node:stream";
import { openDestination } from "./destination.js";

/** Writes lines to standard output. */
export async function printLines(lines: readonly string[], stdout: Writable): Promise<void> {
  const destination = await openDestination(undefined, stdout);
  await destination.write(`${lines.join("\n")}\n`);
}

/** Rows of aligned cells; columns named by `right` are right-aligned. */
export function alignColumns(rows: readonly (readonly string[])[], right: readonly number[] = []): string[] {
  const widths: number[] = [];
  for (const row of rows) {
    for (const [i, cell] of row.entries()) widths[i] = Math.max(widths[i] ?? 0, cell.length);
  }
  return rows.map((row) =>
    row
      .map((cell, i) => (right.includes(i) ? cell.padStart(widths[i] ?? 0) : cell.padEnd(widths[i] ?? 0)))
      .join("  ")
      .trimEnd(),
  );
}
