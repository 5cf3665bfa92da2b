/** Formats results as text. */
import type { CaseReport, Result, Verdict } from "../measure/measure-case.js";
import type { Quantity } from "../suites/memory-and-load.js";

/** Aligns the first column to the left and the others to the right. */
export function alignColumns(rows: readonly (readonly string[])[]): string[] {
  const widths: number[] = [];
  for (const row of rows)
    row.forEach((cell, column) => {
      widths[column] = Math.max(widths[column] ?? 0, cell.length);
    });
  return rows.map((row) =>
    row
      .map((cell, column) => {
        const width = widths[column] ?? 0;
        return column === 0 ? cell.padEnd(width) : cell.padStart(width);
      })
      .join("  ")
      .trimEnd(),
  );
}

/** The table of a case: the time per element of each subject, and its ratio to each opponent. */
export function caseTable({ results, verdicts }: CaseReport): string {
  const [first] = results;
  if (first === undefined) return "";
  const opponents = [...new Set(results.map(({ opponent }) => opponent))];
  const subjects = [...new Set(results.map(({ subject }) => subject))];
  const rows = subjects.map((subject) => {
    const own = results.filter((result) => result.subject === subject);
    const against = (opponent: string) => own.find((result) => result.opponent === opponent);
    return [
      `  ${subject}`,
      nanoseconds(own),
      ...opponents.map((opponent) => times(against(opponent)?.ratio)),
    ];
  });
  const heading = ["", "ns/element", ...opponents.map((opponent) => `vs ${opponent}`)];
  return [
    `${first.suite}: ${first.case}, ${count(first.size)} elements`,
    ...alignColumns([heading, ...rows]),
    ...verdicts.map((verdict) => `  ${targetLine(verdict)}`),
    "",
  ].join("\n");
}

/** The table of sizes, loading times and memory. */
export function quantityTable(quantities: readonly Quantity[]): string {
  const rows = quantities.map(({ case: name, subject, value, unit, atMost }) => [
    `  ${name}: ${subject}`,
    `${value.toLocaleString("en", { maximumFractionDigits: 2 })} ${unit}`,
    atMost === null ? "" : `${value <= atMost ? "reached" : "MISSED"}: at most ${count(atMost)}`,
  ]);
  return [`${quantities[0]?.suite}`, ...alignColumns(rows), ""].join("\n");
}

/** `reached: X, at least 20 times faster than Y`. */
export function targetLine({ subject, goals, reached }: Verdict): string {
  const wanted = goals.map((goal) => {
    if (!("opponent" in goal)) return `at most ${goal.nsPerElement} ns an element`;
    const { opponent, ratio } = goal;
    return ratio >= 1
      ? `at least ${ratio} times faster than ${opponent}`
      : `at most ${Number((1 / ratio).toFixed(2))} times slower than ${opponent}`;
  });
  return `${reached ? "reached" : "MISSED"}: ${subject}, ${wanted.join(", or ")}`;
}

function nanoseconds([result]: readonly Result[]): string {
  return result === undefined ? "" : result.nsPerElement.toFixed(3);
}

function times(ratio: number | undefined): string {
  return ratio === undefined ? "" : ratio.toFixed(ratio < 10 ? 2 : 1);
}

function count(value: number): string {
  return value.toLocaleString("en");
}
