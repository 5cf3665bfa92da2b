/**
 * Cleans titles and labels, which may come from any source: removes characters that could break a line, a terminal or
 * an XML document.
 */
import { InvalidArgumentError } from "@anneal/core";

/** Invisible characters, and those that move visible text: direction marks, zero-width spaces, soft hyphens, tags. */
const INVISIBLE = /\p{Cf}|\u034F/gu;
/** The joiner of composed emoji. */
const JOINER =
  /(?<=\p{Extended_Pictographic}[\uFE0F\u{1F3FB}-\u{1F3FF}]?)\u200D(?=\p{Extended_Pictographic})/gu;
/** Replaces a joiner while invisible characters are removed; it occurs in no text. */
const KEPT = "\uFDD0";
/** Unpaired surrogates, and code points that XML doesn't allow or that are not characters. */
const BROKEN_CHARACTERS = /[\p{Surrogate}\uFDD0-\uFDEF\uFFFE\uFFFF]/gu;
/** White space and control characters, including the escape character. */
const BLANKS = /[\s\p{Cc}]+/gu;

/** Finds texts that need cleaning. A fast path: most don't, and there may be 100,000 of them. */
const UNUSUAL = /[^\p{L}\p{N}\p{P}\p{S}\p{M} ]|\u034F| {2}/u;

/** The text on one line, without control characters, invisible characters and invalid code points. */
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

/** A string, cleaned, that must not be empty afterwards. */
export function cleanLabel(argument: string, value: unknown): string {
  const label = cleanText(argument, value);
  if (label === "") throw new InvalidArgumentError(argument, value, "a string with visible characters");
  return label;
}
