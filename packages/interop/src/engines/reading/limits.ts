/** Limits of the size and the nesting of files. */
import { ImportError } from "../import-error.js";
import { Call, emptySection, type Format, Unresolved } from "./document.js";

/** 8 MB: the largest file. */
export const MOST_BYTES = 8_000_000;
const MOST_MEGABYTES = MOST_BYTES / 1e6;
const DEEPEST = 100;

/** @throws ImportError for text of more than 8 MB in UTF-8. */
export function refuseLargeText(text: string, file: string | undefined): void {
  if (utf8Length(text) > MOST_BYTES) {
    throw new ImportError("too-large", `the file is larger than ${MOST_MEGABYTES} MB`, { file });
  }
}

function utf8Length(text: string): number {
  if (text.length > MOST_BYTES) return text.length;
  let bytes = text.length;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    // Two halves of a pair are four bytes together.
    if (code >= 0x80) bytes += code < 0x800 || (code >= 0xd800 && code < 0xe000) ? 1 : 2;
  }
  return bytes;
}

export function nestedTooDeep(file: string | undefined, line?: number | null): ImportError {
  return new ImportError("nesting", `the file is nested more than ${DEEPEST} levels deep`, { file, line });
}

/** The pieces of each format, and their largest number: more is not a configuration, and takes parsers too long. */
const PIECES: Readonly<
  Record<Format, { readonly pattern: RegExp; readonly most: number; readonly what: string }>
> = {
  yaml: { pattern: /[\n,[\]{}?&*!|>'"]|[-:] /g, most: 60_000, what: "values" },
  json: { pattern: /[\n,[{]/g, most: 60_000, what: "values" },
  toml: { pattern: /[\n,[{.=]/g, most: 60_000, what: "values" },
  python: { pattern: /\w+|[^\w\s]/g, most: 100_000, what: "words" },
  flags: { pattern: /[`$]|[^\s`$]+/g, most: 60_000, what: "words" },
};

/**
 * Rejects text with more pieces than a configuration has, and text with brackets nested so deep that a parser would
 * overflow the stack. Brackets in quotes and comments count too, so the limit is far above that of `copyValue`.
 */
export function refuseUnusualText(text: string, format: Format, file: string | undefined): void {
  const { pattern, most, what } = PIECES[format];
  let pieces = 0;
  for (const _ of text.matchAll(pattern)) {
    pieces++;
    if (pieces > most) throw new ImportError("too-large", `the file has more than ${most} ${what}`, { file });
  }
  if (format === "python" && DEEP_NEGATION.test(text)) throw nestedTooDeep(file);
  let depth = 0;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (OPENING.has(code)) depth++;
    else if (CLOSING.has(code) && depth > 0) depth--;
    if (depth > 10 * DEEPEST) throw nestedTooDeep(file);
  }
}

/** Each word is a level of the tree, and its parser takes much memory for them. */
const DEEP_NEGATION = /(?:\bnot\s+){1000}/;

const OPENING = new Set([..."[{("].map((bracket) => bracket.charCodeAt(0)));
const CLOSING = new Set([..."]})"].map((bracket) => bracket.charCodeAt(0)));

/** A copy of parsed values in sections without prototypes. @throws ImportError for deep nesting. */
export function copyValue(value: unknown, file: string | undefined, depth = 0): unknown {
  if (depth > DEEPEST) throw nestedTooDeep(file);
  if (typeof value === "bigint") return Number(value);
  if (typeof value !== "object" || value === null) return value;
  if (value instanceof Unresolved || value instanceof Call) return value;
  if (value instanceof Date) return value.toISOString();
  if (Array.isArray(value)) return value.map((item) => copyValue(item, file, depth + 1));
  const copy = emptySection();
  const entries = value instanceof Map ? [...value] : Object.entries(value);
  for (const [key, held] of entries) copy[String(key)] = copyValue(held, file, depth + 1);
  return copy;
}
