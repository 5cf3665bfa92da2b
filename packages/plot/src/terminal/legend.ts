/** The rows above a terminal picture: what the values are, and which curve is which. */
import { inkOf } from "../figure/palette.js";
import { flow } from "../figure/rows.js";
import type { CharacterSet } from "./characters.js";
import type { Paint } from "./paint.js";
import { columnsOf, fitColumns, textRows } from "./text-row.js";

/** The columns between two entries. */
const GAP = 2;
/** How short names may be cut, longest first; shorter only where the rows would be too many otherwise. */
const NAME_COLUMNS = [40, 24, 16, 10];

interface LegendOptions {
  readonly yLabel: string;
  /** The name of each curve; null: not shown. */
  readonly names: readonly (string | null)[];
  readonly width: number;
  /** As many rows as there should be at most. */
  readonly rows: number;
  readonly set: CharacterSet;
  readonly paint: Paint;
}

/** The rows of the legend, none of them wider than the picture. */
export function legendRows(options: LegendOptions): string[] {
  let rows: string[] = [];
  for (const columns of NAME_COLUMNS) {
    rows = rowsWithNames(options, columns);
    if (rows.length <= options.rows) break;
  }
  return rows;
}

function rowsWithNames({ yLabel, names, width, set, paint }: LegendOptions, columns: number): string[] {
  const entries = names.flatMap((name, curve) => {
    if (name === null) return [];
    const glyph = paint.curve(set.glyphs[curve] ?? "", inkOf(curve).terminal);
    return [`${glyph} ${fitColumns(name, Math.min(columns, width - 2), set.ellipsis)}`];
  });
  const label = fitColumns(yLabel, width, set.ellipsis);
  const texts = label === "" ? entries : [label, ...entries];
  const places = flow(texts.map(columnsOf), width, GAP);
  return textRows(places.map(({ row, start }, index) => ({ row, start, text: texts[index] ?? "" })));
}
