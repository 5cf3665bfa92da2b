/**
 * Upper bounds for the width of text, without font metrics.
 *
 * The widths are those of Verdana and DejaVu Sans, the widest of the fonts behind `system-ui` and its fallbacks, so the
 * text fits in every other font.
 */
import stringWidth from "string-width";
import { fitText, splitCharacters } from "../text/fit.js";

/** Widths in ems; the first matching class counts. */
const CLASSES: readonly (readonly [RegExp, number])[] = [
  [/^[ .,'ijl]$/, 0.37],
  [/^[:;|!()[\]/\\ftrI-]$/, 0.46],
  [/^[cksvxyz]$/, 0.6],
  [/^[mMW@%]$/, 1.08],
  [/^[A-Zw&#+<=>~]$/, 0.84],
  [/^[\u0020-\u024f]$/, 0.66],
  [/^…$/, 1],
];

/** The largest width in pixels of a text at a font size. */
export function textWidth(text: string, fontSize: number): number {
  return splitCharacters(text).reduce((sum, character) => sum + ems(character), 0) * fontSize;
}

/** As much of a text as fits into some pixels. */
export function fitPixels(text: string, pixels: number, fontSize: number): string {
  return fitText(text, pixels, (part) => textWidth(part, fontSize), "…");
}

function ems(character: string): number {
  const known = CLASSES.find(([pattern]) => pattern.test(character));
  // For other scripts only the number of columns is known; emoji are the widest two-column characters.
  return known?.[1] ?? (stringWidth(character) > 1 ? 1.4 : 1);
}
