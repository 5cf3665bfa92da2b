/** The marker rows below the axis of a terminal plot. */
import type { MarkerGroup } from "../figure/markers.js";
import { Rows, type Span } from "../figure/rows.js";
import type { CharacterSet } from "./characters.js";
import { columnsOf, fitColumns, type PlacedText, textRows } from "./text-row.js";

/** The number of columns between two groups. */
const GAP = 2;

interface MarkerRowOptions {
  readonly groups: readonly MarkerGroup[];
  /** The column of a step. */
  readonly place: (step: number) => number;
  readonly width: number;
  /** The largest number of rows. */
  readonly rows: number;
  readonly set: CharacterSet;
}

/** The rows, and the number of groups without room. */
export function markerRows(options: MarkerRowOptions): { readonly rows: string[]; readonly hidden: number } {
  const packing = new Rows(options.rows, GAP);
  const placed = options.groups.map((group) => {
    const { texts, span } = placeGroup(group, options);
    const row = packing.add(span);
    return texts.map((text) => ({ ...text, row }));
  });
  const shown = placed.filter(([text]) => text !== undefined && text.row >= 0);
  return { rows: textRows(shown.flat()), hidden: placed.length - shown.length };
}

/** Puts a mark below each step, and the text on the side with more room. */
function placeGroup(
  group: MarkerGroup,
  { place, width, set }: MarkerRowOptions,
): { readonly texts: readonly PlacedText[]; readonly span: Span } {
  const columns = [...new Set(group.steps.map(place))];
  const first = Math.min(...columns);
  const last = Math.max(...columns);
  const whole = group.words;
  const roomBefore = first - 1;
  const roomAfter = width - last - 2;
  const isAfter = columnsOf(whole) <= roomAfter || roomAfter >= roomBefore;
  const text = fitColumns(whole, isAfter ? roomAfter : roomBefore, set.ellipsis);
  const start = isAfter ? last + 2 : first - 1 - columnsOf(text);
  const end = isAfter ? start + columnsOf(text) : last + 1;
  const marks = columns.map((column) => ({ text: set.marker, start: column }));
  return { texts: [...marks, { text, start }], span: { start: Math.min(start, first), end } };
}
