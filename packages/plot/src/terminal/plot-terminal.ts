/** Schedules as text: rows of characters for a terminal, a log file or a code comment. */
import { InvalidArgumentError } from "@anneal/core";
import { readFigure } from "../figure/figure.js";
import type { PlotItem } from "../input/items.js";
import { type PlotOptions, readOptions, readSize } from "../input/options.js";
import { gutterColumns, labelTicks, stepAxis, valueAxis } from "./axes.js";
import { CHARACTER_SETS, type Characters } from "./characters.js";
import { curveRows } from "./curve-rows.js";
import { legendRows } from "./legend.js";
import { markerRows } from "./marker-rows.js";
import { paintFor } from "./paint.js";
import { fitColumns } from "./text-row.js";

export interface TerminalOptions extends PlotOptions {
  /** The most columns that a row takes, from 32 to 1000. Default: 80. */
  readonly width?: number;
  /** The number of rows, from 8 to 1000. Default: 20. */
  readonly height?: number;
  /** Whether to colour the curves, by ANSI escape sequences; `wantsColor` decides it. Default: false. */
  readonly color?: boolean;
  /** What the curves are made of: `"braille"` is the finest, `"ascii"` works everywhere. Default: `"braille"`. */
  readonly characters?: Characters;
}

/** The fewest rows of the picture itself. */
const LEAST_ROWS = 3;
/** The fewest ticks of the values, about. */
const LEAST_TICKS = 3;
/** From one tick of the values to the next, about. */
const ROWS_PER_TICK = 3;

/**
 * Draws schedules and recorded curves with the characters of a terminal.
 *
 * @param items One item or up to 8: a schedule, `{ label, schedule }`, or `{ label, steps, values }`.
 * @returns Rows joined by newlines, without one at the end: `height` rows of at most `width` columns, with no blanks at
 * their ends.
 * @throws InvalidArgumentError for options and items that can't be drawn, and for a height that leaves no room for the
 * curves.
 */
export function plotTerminal(items: PlotItem | readonly PlotItem[], options: TerminalOptions = {}): string {
  const given = readOptions("plotTerminal", options, ["width", "height", "color", "characters"]);
  const width = readSize(given, "width", { least: 32, most: 1000, otherwise: 80 });
  const height = readSize(given, "height", { least: 8, most: 1000, otherwise: 20 });
  const paint = paintFor(given.flag("color", false));
  const set = CHARACTER_SETS[given.choice("characters", ["braille", "blocks", "ascii"], "braille")];
  const figure = readFigure(items, given, width * set.dots.wide);
  const fitted = (text: string) => fitColumns(text, width, set.ellipsis);

  const names = figure.curves.map(({ label }) => label);
  const legend = { yLabel: figure.yLabel, names, width, rows: Math.floor(height / 4), set, paint };
  const title = figure.title === "" ? [] : [paint.title(fitted(figure.title))];
  const above = [...title, ...legendRows(legend)];

  const tickCount = Math.max(LEAST_TICKS, Math.round((height - above.length - 2) / ROWS_PER_TICK));
  const scale = figure.valueScale(tickCount);
  const ticks = labelTicks(scale, tickCount);
  const gutter = gutterColumns(ticks, figure.xLabel);
  const columns = width - gutter;
  const { from, to } = figure.range;
  const place = (share: number) => gutter + Math.round(share * (columns - 1));
  const markers = markerRows({
    groups: figure.markers,
    place: (step) => place((step - from) / (to - from)),
    width,
    rows: Math.max(2, Math.floor(height / 6)),
    set,
  });
  const notes = [...figure.notes, ...noteHidden(markers.hidden)].map(fitted);
  const below = [...stepAxis(figure, { gutter, width, place, set }), ...markers.rows, ...notes];

  const rows = height - above.length - below.length;
  if (rows < LEAST_ROWS) {
    const expected = `at least ${height + LEAST_ROWS - rows}, to leave ${LEAST_ROWS} rows for the curves`;
    throw new InvalidArgumentError("height", height, expected);
  }
  const axis = valueAxis(ticks, rows, gutter, set);
  const curves = curveRows(figure, scale, { columns, rows }, set, paint);
  return [...above, ...axis.map((start, row) => start + curves[row]), ...below].join("\n");
}

function noteHidden(hidden: number): string[] {
  if (hidden === 0) return [];
  return [hidden === 1 ? "1 more marker has no room" : `${hidden} more markers have no room`];
}
