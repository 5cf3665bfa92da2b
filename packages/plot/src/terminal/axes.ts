/** The axes of a terminal plot: the column left of the curves, and the rows below them. */

import { placeTicks } from "../axes/place-ticks.js";
import type { Scale } from "../axes/scale.js";
import type { Figure } from "../figure/figure.js";
import { valueFormatter } from "../text/numbers.js";
import type { CharacterSet } from "./characters.js";
import { rowAt } from "./curve-rows.js";
import { columnsOf, type PlacedText, textRow } from "./text-row.js";

/** The smallest distance between two ticks of the step axis. */
const COLUMNS_PER_TICK = 10;
/** A longer step label is shown only if there is room. */
const MOST_NAME_COLUMNS = 12;

/** A tick of the value axis. */
export interface LabelledTick {
  readonly share: number;
  readonly label: string;
}

/** About `count` ticks of the value axis. */
export function labelTicks(scale: Scale, count: number): readonly LabelledTick[] {
  const ticks = scale.ticks(count);
  const format = valueFormatter(ticks, scale.kind);
  return ticks.map((tick) => ({ share: scale.share(tick), label: format(tick) }));
}

/** The width of the value axis in columns, with the step label below it. */
export function gutterColumns(ticks: readonly LabelledTick[], xLabel: string): number {
  const name = columnsOf(xLabel);
  return Math.max(name > MOST_NAME_COLUMNS ? 0 : name, ...ticks.map(({ label }) => columnsOf(label))) + 2;
}

/** The text left of the curves in each row. */
export function valueAxis(
  ticks: readonly LabelledTick[],
  rows: number,
  gutter: number,
  set: CharacterSet,
): string[] {
  const labels = new Map(ticks.map(({ share, label }) => [rowAt(share, rows, set), label]));
  return Array.from({ length: rows }, (_, row) => {
    const label = labels.get(row);
    const axis = label === undefined ? set.axis.vertical : set.axis.verticalTick;
    return `${(label ?? "").padStart(gutter - 2)} ${axis}`;
  });
}

/** The width of the right axis in columns; 0 without one. */
export function rightGutterColumns(ticks: readonly LabelledTick[]): number {
  return ticks.length === 0 ? 0 : Math.max(...ticks.map(({ label }) => columnsOf(label))) + 2;
}

/** The text right of the curves in each row; empty without ticks. */
export function rightValueAxis(ticks: readonly LabelledTick[], rows: number, set: CharacterSet): string[] {
  if (ticks.length === 0) return [];
  const labels = new Map(ticks.map(({ share, label }) => [rowAt(share, rows, set), label]));
  return Array.from({ length: rows }, (_, row) => {
    const label = labels.get(row);
    return label === undefined ? set.axis.vertical : `${set.axis.rightTick} ${label}`;
  });
}

interface StepAxisOptions {
  readonly gutter: number;
  /** The number of columns of the curves. */
  readonly columns: number;
  readonly width: number;
  /** The column of a share of the range. */
  readonly place: (share: number) => number;
  readonly set: CharacterSet;
}

/** The step axis with its ticks, and the row of their labels. */
export function stepAxis(
  { axis, xLabel }: Figure,
  { gutter, columns, width, place, set }: StepAxisOptions,
): string[] {
  const room = { place, left: 0, right: width, gap: 2, measure: columnsOf };
  const ticks = placeTicks(axis, Math.max(2, Math.floor(columns / COLUMNS_PER_TICK)), room);
  const places = new Set(ticks.map(({ at }) => at));
  const line = Array.from({ length: columns }, (_, column) =>
    places.has(gutter + column) ? set.axis.horizontalTick : set.axis.horizontal,
  );
  const below = " ".repeat(gutter - 1) + set.axis.corner + line.join("");

  const labels: PlacedText[] = ticks.map(({ label, start }) => ({ text: label, start }));
  const first = ticks[0]?.start ?? width;
  const end = ticks.at(-1)?.end ?? 0;
  const name = columnsOf(xLabel);
  if (name <= Math.min(first, gutter) - 2) labels.push({ text: xLabel, start: gutter - 2 - name });
  else if (end + 1 + name <= width) labels.push({ text: xLabel, start: end + 1 });
  return [below, textRow(labels)];
}
