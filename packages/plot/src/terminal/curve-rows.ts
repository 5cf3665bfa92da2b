/** The rows of a terminal plot that contain the curves. */
import { shareOf } from "../axes/horizontal-axis.js";
import type { Scale } from "../axes/scale.js";
import { curvesOf, type Figure } from "../figure/figure.js";
import { inkOf } from "../figure/palette.js";
import { Canvas } from "./canvas.js";
import type { CharacterSet } from "./characters.js";
import type { Paint } from "./paint.js";

/** The number of characters of the curves. */
export interface CurveSize {
  readonly columns: number;
  readonly rows: number;
}

/** The curves as rows of characters without trailing spaces. */
export function curveRows(
  figure: Figure,
  scale: Scale,
  rightScale: Scale | null,
  size: CurveSize,
  set: CharacterSet,
  paint: Paint,
): string[] {
  const scales = [
    ...figure.left.curves.map(() => scale),
    ...(figure.right?.curves ?? []).map(() => rightScale),
  ];
  const canvas = drawCurves(figure, scales, size, set);
  const inks = curvesOf(figure).map(({ ink }, index) => ink ?? index);
  return Array.from({ length: size.rows }, (_, row) => curveRow(canvas, row, paint, inks));
}

/** The row of a share of the height, from the top. */
export function rowAt(share: number, rows: number, set: CharacterSet): number {
  return Math.floor(dotRow(share, rows, set) / set.dots.high);
}

function dotRow(share: number, rows: number, set: CharacterSet): number {
  return Math.round((1 - share) * (rows * set.dots.high - 1));
}

/** @param scales The scale of every curve. */
function drawCurves(
  figure: Figure,
  scales: readonly (Scale | null)[],
  size: CurveSize,
  set: CharacterSet,
): Canvas {
  const curves = curvesOf(figure);
  const looks = curves.map(({ ink, isFaint }, index) => ({ ink: ink ?? index, isFaint }));
  const canvas = new Canvas(set, size.columns, size.rows, looks);
  const right = size.columns * set.dots.wide - 1;
  // The first curve is drawn last, on top.
  for (const [index, { trace }] of [...curves.entries()].reverse()) {
    for (const run of trace.runs) {
      const places = run.map(({ step, value }) => ({
        x: Math.round(shareOf(figure.axis, step) * right),
        y: dotRow(scales[index]?.share(value) ?? 0, size.rows, set),
      }));
      canvas.draw(index, places);
    }
  }
  if (curves.some(({ label }) => label !== null)) canvas.addGlyphs();
  return canvas;
}

/** One row; adjacent characters of one curve share their color's escape sequences. */
function curveRow(canvas: Canvas, row: number, paint: Paint, inks: readonly number[]): string {
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
    .map(({ curve, text }) =>
      curve === null ? text : paint.curve(text, inkOf(inks[curve] ?? curve).terminal),
    )
    .join("");
}
