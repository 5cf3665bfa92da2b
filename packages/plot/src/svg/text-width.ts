/**
 * How wide a text is at most, without a font to measure it with.
 *
 * The widths are those of Verdana and DejaVu Sans, the widest of the fonts that `system-ui` and its fallbacks stand for;
 * what is placed by them has room in every other one.
 */
import stringWidth from "string-width";
import { fitText, splitCharacters } from "../text/fit.js";

/** Widths in ems; the first class that a character is in counts. */
const CLASSES: readonly (readonly [RegExp, number])[] = [
  [/^[ .,'ijl]$/, 0.37],
  [/^[:;|!()[\]/\\ftrI-]$/, 0.46],
  [/^[cksvxyz]$/, 0.6],
  [/^[mMW@%]$/, 1.08],
  [/^[A-Zw&#+<=>~]$/, 0.84],
  [/^[\u0020-\u024f]$/, 0.66],
  [/^…$/, 1],
];

/** The most pixels that a text of a font size takes. */
export function textWidth(text: string, fontSize: number): number {
  return splitCharacters(text).reduce((sum, character) => sum + ems(character), 0) * fontSize;
}

/** As much of a text as has room in some pixels. */
export function fitPixels(text: string, pixels: number, fontSize: number): string {
  return fitText(text, pixels, (part) => textWidth(part, fontSize), "…");
}

function ems(character: string): number {
  const known = CLASSES.find(([pattern]) => pattern.test(character));
  // Of other scripts only the number of columns is known; emoji are the widest of those that take two.
  return known?.[1] ?? (stringWidth(character) > 1 ? 1.4 : 1);
}
