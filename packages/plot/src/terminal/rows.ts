/** Renders a figure as the rows of a terminal. */
import { InvalidArgumentError } from "@anneal/core";
import { shareOf } from "../axes/horizontal-axis.js";
import { curvesOf, type Figure } from "../figure/figure.js";
import { noteHidden } from "../figure/markers.js";
import {
  gutterColumns,
  labelTicks,
  rightGutterColumns,
  rightValueAxis,
  stepAxis,
  valueAxis,
} from "./axes.js";
import { curveRows } from "./curve-rows.js";
import { legendRows } from "./legend.js";
import { markerRows } from "./marker-rows.js";
import type { TerminalLook } from "./options.js";
import { columnsOf, fitColumns } from "./text-row.js";

/** The smallest number of rows for the curves. */
const LEAST_ROWS = 3;
/** The approximate smallest number of value ticks. */
const LEAST_TICKS = 3;
/** The approximate distance between two value ticks. */
const ROWS_PER_TICK = 3;

export function terminalRows(figure: Figure, { width, height, paint, set }: TerminalLook): string {
  const fitted = (text: string) => fitColumns(text, width, set.ellipsis);
  const { left, right } = figure;
  const names = curvesOf(figure).map(({ label }, index) =>
    label !== null && index >= left.curves.length ? `${label} (right)` : label,
  );
  const legend = { yLabel: left.label, names, width, rows: Math.floor(height / 4), set, paint };
  const title = figure.title === "" ? [] : [paint.title(fitted(figure.title))];
  const above = [...title, ...legendRows(legend)];

  const tickCount = Math.max(LEAST_TICKS, Math.round((height - above.length - 2) / ROWS_PER_TICK));
  const scale = left.scale(tickCount);
  const rightScale = right?.scale(tickCount) ?? null;
  const ticks = labelTicks(scale, tickCount);
  const rightTicks = rightScale === null ? [] : labelTicks(rightScale, tickCount);
  const gutter = gutterColumns(ticks, figure.xLabel);
  const columns = width - gutter - rightGutterColumns(rightTicks);
  const place = (share: number) => gutter + Math.round(share * (columns - 1));
  const markers = markerRows({
    groups: figure.markers.groups,
    place: (step) => place(shareOf(figure.axis, step)),
    width,
    rows: Math.max(2, Math.floor(height / 6), figure.dots.length),
    set,
  });
  const notes = [...figure.notes, ...noteHidden(markers.hidden + figure.markers.hidden)].map(fitted);
  const below = [...stepAxis(figure, { gutter, columns, width, place, set }), ...markers.rows, ...notes];

  const rows = height - above.length - below.length;
  if (rows < LEAST_ROWS) {
    const expected = `at least ${height + LEAST_ROWS - rows}, to leave ${LEAST_ROWS} rows for the curves`;
    throw new InvalidArgumentError("height", height, expected);
  }
  const start = valueAxis(ticks, rows, gutter, set);
  const end = rightValueAxis(rightTicks, rows, set);
  const curves = curveRows(figure, scale, rightScale, { columns, rows }, set, paint);
  const across = start.map((axis, row) => {
    const curve = curves[row] ?? "";
    const other = end[row] ?? "";
    return axis + curve + (other === "" ? "" : " ".repeat(columns - columnsOf(curve)) + other);
  });
  return [...above, ...across, ...below].join("\n");
}
