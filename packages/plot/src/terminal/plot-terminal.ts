/** Schedules as text: rows of characters for a terminal, a log file or a code comment. */
import { InvalidArgumentError } from "@anneal/core";
import type { Scale } from "../axes/scale.js";
import { placeStepTicks } from "../axes/step-axis.js";
import { type Figure, readFigure } from "../figure/figure.js";
import { inkOf } from "../figure/palette.js";
import type { PlotItem } from "../input/items.js";
import { type PlotOptions, readOptions, readSize } from "../input/options.js";
import { valueFormatter } from "../text/numbers.js";
import { Canvas } from "./canvas.js";
import { CHARACTER_SETS, type CharacterSet, type Characters } from "./characters.js";
import { legendRows } from "./legend.js";
import { markerRows } from "./marker-rows.js";
import { type Paint, paintFor } from "./paint.js";
import { columnsOf, fitColumns, type PlacedText, textRow } from "./text-row.js";

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
/** How many rows there are from one tick of the values to the next, about. */
const ROWS_PER_TICK = 3;
/** How many columns there are from one tick of the steps to the next, at least. */
const COLUMNS_PER_TICK = 10;

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

  const { title, yLabel, curves, range } = figure;
  const names = curves.map(({ label }) => label);
  const legend = legendRows({ yLabel, names, width, rows: Math.floor(height / 4), set, paint });
  const above = [...(title === "" ? [] : [paint.title(fitColumns(title, width, set.ellipsis))]), ...legend];

  const tickCount = Math.max(2, Math.round((height - above.length - 2) / ROWS_PER_TICK));
  const scale = figure.valueScale(tickCount);
  const ticks = scale.ticks(tickCount);
  const format = valueFormatter(ticks, scale.kind);
  const gutter = Math.max(...ticks.map((tick) => columnsOf(format(tick)))) + 2;
  const columns = width - gutter;

  const place = (share: number) => gutter + Math.round(share * (columns - 1));
  const placeStep = (step: number) => place((step - range.from) / (range.to - range.from));
  const most = Math.max(2, Math.floor(height / 6));
  const marked = markerRows({ groups: figure.markers, place: placeStep, width, rows: most, set });
  const notes = [...figure.notes, ...hiddenNote(marked.hidden)];
  const below = [
    ...stepAxisRows(figure, { gutter, width, place, set }),
    ...marked.rows,
    ...notes.map((note) => fitColumns(note, width, set.ellipsis)),
  ];

  const rows = height - above.length - below.length;
  if (rows < LEAST_ROWS) {
    const expected = `at least ${height + LEAST_ROWS - rows}, to leave ${LEAST_ROWS} rows for the curves`;
    throw new InvalidArgumentError("height", height, expected);
  }
  const canvas = drawCurves(figure, scale, { columns, rows, set });
  const labels = new Map(ticks.map((tick) => [rowOf(scale.share(tick), rows, set), format(tick)] as const));
  const middle = Array.from({ length: rows }, (_, row) => {
    const label = labels.get(row);
    const axis = label === undefined ? set.axis.vertical : set.axis.verticalTick;
    return `${(label ?? "").padStart(gutter - 2)} ${axis}${curveRow(canvas, row, paint)}`;
  });
  return [...above, ...middle, ...below].join("\n");
}

/** The row of dots at a share of the height, from the top. */
function dotRow(share: number, rows: number, set: CharacterSet): number {
  return Math.round((1 - share) * (rows * set.dots.high - 1));
}

function rowOf(share: number, rows: number, set: CharacterSet): number {
  return Math.floor(dotRow(share, rows, set) / set.dots.high);
}

function hiddenNote(hidden: number): string[] {
  if (hidden === 0) return [];
  return [hidden === 1 ? "1 more marker has no room" : `${hidden} more markers have no room`];
}

function drawCurves(
  { curves, range }: Figure,
  scale: Scale,
  { columns, rows, set }: { readonly columns: number; readonly rows: number; readonly set: CharacterSet },
): Canvas {
  const canvas = new Canvas(set, columns, rows, curves.length);
  const right = columns * set.dots.wide - 1;
  // The first curve is drawn last, on top.
  for (const [index, { trace }] of [...curves.entries()].reverse()) {
    for (const run of trace.runs) {
      const places = run.map(({ step, value }) => ({
        x: Math.round(((step - range.from) / (range.to - range.from)) * right),
        y: dotRow(scale.share(value), rows, set),
      }));
      canvas.draw(index, places);
    }
  }
  if (curves.length > 1) canvas.addGlyphs();
  return canvas;
}

/** A row of the picture without the blanks at its end; neighbours of one curve share their colour's escape sequences. */
function curveRow(canvas: Canvas, row: number, paint: Paint): string {
  const pieces: { curve: number | null; text: string }[] = [];
  for (const cell of canvas.row(row)) {
    const curve = cell?.curve ?? null;
    const text = cell?.character ?? " ";
    const piece = pieces.at(-1);
    if (piece?.curve === curve) piece.text += text;
    else pieces.push({ curve, text });
  }
  if (pieces.at(-1)?.curve === null) pieces.pop();
  return pieces
    .map(({ curve, text }) => (curve === null ? text : paint.curve(text, inkOf(curve).terminal)))
    .join("");
}

interface StepAxisOptions {
  readonly gutter: number;
  readonly width: number;
  readonly place: (share: number) => number;
  readonly set: CharacterSet;
}

/** The axis of steps with its ticks, and the row of their labels. */
function stepAxisRows({ range, xLabel }: Figure, { gutter, width, place, set }: StepAxisOptions): string[] {
  const room = { place, left: 0, right: width, gap: 2, measure: columnsOf };
  const ticks = placeStepTicks(range, Math.max(2, Math.floor((width - gutter) / COLUMNS_PER_TICK)), room);
  const places = new Set(ticks.map(({ at }) => at));
  const line = Array.from({ length: width - gutter }, (_, column) =>
    places.has(gutter + column) ? set.axis.horizontalTick : set.axis.horizontal,
  );
  const axis = " ".repeat(gutter - 1) + set.axis.corner + line.join("");

  const labels: PlacedText[] = ticks.map(({ label, start }) => ({ text: label, start }));
  const first = ticks[0]?.start ?? width;
  const end = ticks.at(-1)?.end ?? 0;
  const columns = columnsOf(xLabel);
  if (columns <= first - 2) labels.push({ text: xLabel, start: Math.max(0, gutter - 2 - columns) });
  else if (end + 1 + columns <= width) labels.push({ text: xLabel, start: end + 1 });
  return [axis, textRow(labels)];
}
