/** Rows of positioned texts, measured in terminal columns. */
import stringWidth from "string-width";
import { fitText } from "../text/fit.js";

/** A text and its first column. */
export interface PlacedText {
  readonly text: string;
  readonly start: number;
}

/** The number of columns of a text. */
export function columnsOf(text: string): number {
  return stringWidth(text);
}

/** As much of a text as fits into some columns. */
export function fitColumns(text: string, columns: number, ellipsis: string): string {
  return fitText(text, columns, columnsOf, ellipsis);
}

/** A row of texts that don't overlap. */
export function textRow(texts: readonly PlacedText[]): string {
  let row = "";
  for (const { text, start } of [...texts].sort((a, b) => a.start - b.start)) {
    row += " ".repeat(Math.max(0, start - columnsOf(row))) + text;
  }
  return row;
}

/** The same for texts in several rows, counted from 0. */
export function textRows(texts: readonly (PlacedText & { readonly row: number })[]): string[] {
  const count = Math.max(0, ...texts.map(({ row }) => row + 1));
  return Array.from({ length: count }, (_, index) => textRow(texts.filter(({ row }) => row === index)));
}
