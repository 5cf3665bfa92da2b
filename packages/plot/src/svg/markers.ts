/** The markers of an SVG picture: lines down to the axis of steps, and above the picture what they stand for. */
import type { MarkerGroup } from "../figure/markers.js";
import { element, textElement } from "./markup.js";
import { fitPixels, textWidth } from "./text-width.js";

const FONT_SIZE = 11;
const ROW_HEIGHT = 16;
/** More rows than this would take too much from the curves; a group without a row has lines without words. */
const MOST_ROWS = 5;
/** Of more groups than this not every arrangement is tried. */
const MOST_ARRANGED = 6;
/** The distance between two texts, and between a line and a text. */
const GAP = 10;
const LINE_GAP = 4;
/** Words that have less room than this are left out. */
const LEAST_WORDS = 60;

const ROWS: readonly number[] = Array.from({ length: MOST_ROWS }, (_, row) => row);

interface Band {
  /** The borders that words stay within. */
  readonly left: number;
  readonly right: number;
  readonly top: number;
  /** The horizontal place of a step. */
  readonly place: (step: number) => number;
  /** How wide the name of the axis of values is, which stands at an end of one of the rows. */
  readonly axisLabelWidth: number;
  /** The same for the axis on the right; 0 where there is none. */
  readonly rightLabelWidth: number;
}

/** Words with the line that leads up to them. */
interface Words {
  readonly text: string;
  readonly line: number;
  readonly start: number;
  readonly end: number;
  /** Whether the words are right of their line. */
  readonly isAfter: boolean;
}

/** Words in a row; row 0 is the lowest, and the line of the words crosses all rows up to theirs. */
type Placed = Words & { readonly row: number };

/** The band above the curves in which markers and the axis of values are named. */
export interface MarkerBand {
  readonly height: number;
  /** The baseline of the name of the axis of values. */
  readonly axisLabelBaseline: number;
  /** The markup of all markers, with their lines down to `bottom`. */
  draw(bottom: number): string;
}

/** Finds a row for the words of every group, so that no words are on others or on a line. */
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

/** Each in the first row that is free; those for which none is are left out. */
function placeInTurn(words: readonly Words[]): readonly Placed[] {
  // From the right, words after a line find the rows that the lines right of them don't reach.
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

/** A row and a side for all words; null where there is no such arrangement. */
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
 * The words of a group at its first line, on each side that has room for them, right first; where neither has, as much of
 * them as the wider side has room for, or nothing.
 */
function sidesOf(group: MarkerGroup, { left, right, place }: Band): readonly Words[] {
  const line = place(group.steps[0] ?? 0);
  const roomAfter = right - line - LINE_GAP;
  const roomBefore = line - LINE_GAP - left;
  const beside = (isAfter: boolean): Words => {
    const text = fitPixels(group.words, isAfter ? roomAfter : roomBefore, FONT_SIZE);
    const width = textWidth(text, FONT_SIZE);
    const start = isAfter ? line + LINE_GAP : line - LINE_GAP - width;
    return { text, line, start, end: start + width, isAfter };
  };
  const whole = [beside(true), beside(false)].filter(({ text }) => text === group.words);
  if (whole.length > 0) return whole;
  const part = beside(roomAfter >= roomBefore);
  return part.end - part.start < LEAST_WORDS ? [] : [part];
}

function isFree(words: Placed, others: readonly Placed[]): boolean {
  return others.every((other) => {
    const isClear =
      words.row !== other.row || words.start >= other.end + GAP || other.start >= words.end + GAP;
    return isClear && !crosses(words, other) && !crosses(other, words);
  });
}

/** Whether the line of `words` goes through other words. */
function crosses({ line, row }: Placed, other: Placed): boolean {
  return row >= other.row && line > other.start - LINE_GAP && line < other.end + LINE_GAP;
}

/** The lowest row that has room from `start` to `end` for a text without a line, and all rows above it too. */
function rowBetween(start: number, end: number, placed: readonly Placed[]): number {
  const isTaken = placed
    .filter((words) => {
      const isBeside = words.start >= end + GAP || words.end <= start - GAP;
      return !isBeside || (words.line > start - LINE_GAP && words.line < end + LINE_GAP);
    })
    .map(({ row }) => row);
  return Math.max(-1, ...isTaken) + 1;
}

function lineMarkup(x: number, top: number, bottom: number): string {
  return element("path", { d: `M${Math.floor(x)}.5 ${top}V${bottom}` });
}
