/** Titles and labels come from anywhere: what could break a line, a terminal or an XML document is taken out. */
import { InvalidArgumentError } from "@anneal/core";

/** What is not seen, or moves what is seen: marks of direction, spaces without width, soft hyphens, tags. */
const INVISIBLE = /\p{Cf}|\u034F/gu;
/** The joiner of an emoji that is made of several. */
const JOINER =
  /(?<=\p{Extended_Pictographic}[\uFE0F\u{1F3FB}-\u{1F3FF}]?)\u200D(?=\p{Extended_Pictographic})/gu;
/** Stands for a joiner while invisible characters are taken out; no text has it. */
const KEPT = "\uFDD0";
/** Halves of a character, and code points that XML doesn't allow or that are no characters. */
const BROKEN_CHARACTERS = /[\p{Surrogate}\uFDD0-\uFDEF\uFFFE\uFFFF]/gu;
/** White space and control characters, the escape character among them. */
const BLANKS = /[\s\p{Cc}]+/gu;

/** Whether there may be anything to clean: most texts have nothing, and there may be 100,000 of them. */
const UNUSUAL = /[^\p{L}\p{N}\p{P}\p{S}\p{M} ]|\u034F| {2}/u;

/** A text on one line, without control characters, without invisible ones and without what is not a character at all. */
export function clean(text: string): string {
  if (!UNUSUAL.test(text)) return text.trim();
  return text
    .replace(BROKEN_CHARACTERS, "\uFFFD")
    .replace(JOINER, KEPT)
    .replace(INVISIBLE, "")
    .replaceAll(KEPT, "\u200D")
    .replace(BLANKS, " ")
    .trim();
}

/** A string, cleaned. */
export function cleanText(argument: string, value: unknown): string {
  if (typeof value !== "string") throw new InvalidArgumentError(argument, value, "a string");
  return clean(value);
}

/** The same, where something has to be left to read. */
export function cleanLabel(argument: string, value: unknown): string {
  const label = cleanText(argument, value);
  if (label === "") throw new InvalidArgumentError(argument, value, "a string with something to read in it");
  return label;
}
