/** Titles and labels come from anywhere: what could break a line, a terminal or an XML document is taken out. */
import { InvalidArgumentError } from "@anneal/core";

/** Marks that change the direction of the text after them. */
const DIRECTION_MARKS = /[\u202A-\u202E\u2066-\u2069]/g;
/** Halves of a character, and code points that XML doesn't allow. */
const BROKEN_CHARACTERS = /[\p{Surrogate}\uFFFE\uFFFF]/gu;
/** White space and control characters, the escape character among them. */
const BLANKS = /[\s\p{Cc}]+/gu;

/** A string on one line, without control characters and without what is not a character at all. */
export function cleanText(argument: string, value: unknown): string {
  if (typeof value !== "string") throw new InvalidArgumentError(argument, value, "a string");
  return value.replace(DIRECTION_MARKS, "").replace(BROKEN_CHARACTERS, "\uFFFD").replace(BLANKS, " ").trim();
}

/** The same, where something has to be left to read. */
export function cleanLabel(argument: string, value: unknown): string {
  const label = cleanText(argument, value);
  if (label === "") throw new InvalidArgumentError(argument, value, "a string with something to read in it");
  return label;
}
