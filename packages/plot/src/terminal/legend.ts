/** The rows above a terminal plot: the value label and the names of the curves. */
import { inkOf } from "../figure/palette.js";
import { flow } from "../figure/rows.js";
import type { CharacterSet } from "./characters.js";
import type { Paint } from "./paint.js";
import { columnsOf, fitColumns, textRows } from "./text-row.js";

/** The number of columns between two entries. */
const GAP = 2;
/** The lengths to which names may be cut, longest first; shorter only if there would be too many rows otherwise. */
const NAME_COLUMNS = [40, 24, 16, 10];

interface LegendOptions {
  readonly yLabel: string;
  /** The name of each curve; null: not shown. */
  readonly names: readonly (string | null)[];
  readonly width: number;
  /** The preferred largest number of rows. */
  readonly rows: number;
  readonly set: CharacterSet;
  readonly paint: Paint;
}

/** The rows of the legend, at most as wide as the plot. */
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
