/** The markers of an SVG plot: lines down to the step axis, with text above the plot. */
import type { MarkerGroup } from "../figure/markers.js";
import { element, textElement } from "./markup.js";
import { fitPixels, textWidth } from "./text-width.js";

const FONT_SIZE = 11;
const ROW_HEIGHT = 16;
/** The largest number of rows; a group without a row has lines but no text. */
const MOST_ROWS = 5;
/** With more groups than this, not every arrangement is tried. */
const MOST_ARRANGED = 6;
/** The distance between two texts, and between a line and a text. */
const GAP = 10;
const LINE_GAP = 4;
/** Texts with less room than this are omitted. */
const LEAST_WORDS = 60;

const ROWS: readonly number[] = Array.from({ length: MOST_ROWS }, (_, row) => row);

interface Band {
  /** The horizontal limits of texts. */
  readonly left: number;
  readonly right: number;
  readonly top: number;
  /** The horizontal position of a step. */
  readonly place: (step: number) => number;
  /** The width of the value axis label, which is at the end of one of the rows. */
  readonly axisLabelWidth: number;
  /** The width of the label of the right axis; 0 without one. */
  readonly rightLabelWidth: number;
}

/** A text with the line that leads to it. */
interface Words {
  readonly text: string;
  readonly line: number;
  readonly start: number;
  readonly end: number;
  /** Whether the text is to the right of its line. */
  readonly isAfter: boolean;
}

/** A text in a row. Row 0 is the lowest, and the line of the text crosses all rows up to its own. */
type Placed = Words & { readonly row: number };

/** The band above the curves with the markers and the value axis labels. */
export interface MarkerBand {
  readonly height: number;
  /** The baseline of the value axis label. */
  readonly axisLabelBaseline: number;
  /** The markup of all markers, with their lines down to `bottom`. */
  draw(bottom: number): string;
}

/** Finds a row for the text of every group, so that no text covers another text or a line. */
export function markerBand(groups: readonly MarkerGroup[], band: Band): MarkerBand {
  const { left, right, top, axisLabelWidth, rightLabelWidth, place } = band;
  const sides = groups.map((group) => sidesOf(group, band)).filter((words) => words.length > 0);
  const simple = placeInTurn(sides.flatMap(([preferred]) => preferred ?? []));
  const isComplete = simple.length === sides.length || sides.length > MOST_ARRANGED;
  const placed = isComplete ? simple : (arrange(sides, []) ?? simple);
  const axisRow = Math.max(
    axisLabelWidth === 0 ? -1 : rowBetween(left, left + axisLabelWidth, placed),
    rightLabelWidth === 0 ? -1 : rowBetween(right - rightLabelWidth, right, placed),
  );
  const height = (Math.max(axisRow, ...placed.map(({ row }) => row)) + 1) * ROW_HEIGHT;
  const baseline = (row: number) => top + height - row * ROW_HEIGHT - 4;
  const draw = (bottom: number): string => {
    const lines = groups.flatMap(({ steps }) =>
      steps.map((step) => lineMarkup(place(step), top + height, bottom)),
    );
    const fromLeft = [...placed].sort((a, b) => a.line - b.line);
    const named = fromLeft.map(({ row, text, line, isAfter }) => {
      const y = baseline(row);
      const x = isAfter ? line + LINE_GAP : line - LINE_GAP;
      const attributes = { class: "quiet", x, y, "text-anchor": isAfter ? "start" : "end" };
      return lineMarkup(line, y - FONT_SIZE + 2, top + height) + textElement(attributes, text);
    });
    return lines.length === 0 ? "" : element("g", { class: "markers" }, [...lines, ...named].join(""));
  };
  return { height, axisLabelBaseline: baseline(axisRow), draw };
}

/** Each text in the first free row; texts without one are omitted. */
function placeInTurn(words: readonly Words[]): readonly Placed[] {
  // From right to left, so that texts use the rows that the lines to their right don't reach.
  const ordered = [
    ...words.filter(({ isAfter }) => isAfter).reverse(),
    ...words.filter(({ isAfter }) => !isAfter),
  ];
  const placed: Placed[] = [];
  for (const each of ordered) {
    const row = ROWS.find((candidate) => isFree({ ...each, row: candidate }, placed));
    if (row !== undefined) placed.push({ ...each, row });
  }
  return placed;
}

/** A row and a side for all texts; null if there is no such arrangement. */
function arrange(sides: readonly (readonly Words[])[], placed: readonly Placed[]): readonly Placed[] | null {
  const [first, ...rest] = sides;
  if (first === undefined) return placed;
  for (const words of first) {
    for (const row of ROWS) {
      const each = { ...words, row };
      const found = isFree(each, placed) ? arrange(rest, [...placed, each]) : null;
      if (found !== null) return found;
    }
  }
  return null;
}

/**
 * The text of a group at its first line, on each side with enough room, right first. If neither side has enough, as
 * much of the text as fits on the wider side, or nothing.
 */
function sidesOf(group: MarkerGroup, { left, right, place }: Band): readonly Words[] {
  const line = place(group.steps[0] ?? 0);
  const roomAfter = right - line - LINE_GAP;
  const roomBefore = line - LINE_GAP - left;
  const textOn = (isAfter: boolean): Words => {
    const text = fitPixels(group.words, isAfter ? roomAfter : roomBefore, FONT_SIZE);
    const width = textWidth(text, FONT_SIZE);
    const start = isAfter ? line + LINE_GAP : line - LINE_GAP - width;
    return { text, line, start, end: start + width, isAfter };
  };
  const whole = [textOn(true), textOn(false)].filter(({ text }) => text === group.words);
  if (whole.length > 0) return whole;
  const part = textOn(roomAfter >= roomBefore);
  return part.end - part.start < LEAST_WORDS ? [] : [part];
}

function isFree(words: Placed, others: readonly Placed[]): boolean {
  return others.every((other) => {
    const isClear =
      words.row !== other.row || words.start >= other.end + GAP || other.start >= words.end + GAP;
    return isClear && !crosses(words, other) && !crosses(other, words);
  });
}

/** Whether the line of `words` crosses other texts. */
function crosses({ line, row }: Placed, other: Placed): boolean {
  return row >= other.row && line > other.start - LINE_GAP && line < other.end + LINE_GAP;
}

/** The lowest row that, like all rows above it, has room from `start` to `end` for a text without a line. */
function rowBetween(start: number, end: number, placed: readonly Placed[]): number {
  const isTaken = placed
    .filter((words) => {
      const isClear = words.start >= end + GAP || words.end <= start - GAP;
      return !isClear || (words.line > start - LINE_GAP && words.line < end + LINE_GAP);
    })
    .map(({ row }) => row);
  return Math.max(-1, ...isTaken) + 1;
}

function lineMarkup(x: number, top: number, bottom: number): string {
  return element("path", { d: `M${Math.floor(x)}.5 ${top}V${bottom}` });
}
