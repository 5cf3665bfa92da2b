/** What a file may cost: its size and how deep it is nested. */
import { ImportError } from "../import-error.js";
import { Call, emptySection, Unresolved } from "./document.js";

/** 8 MB: the largest file that is read. */
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

/**
 * Refuses text whose brackets are nested so deep that a parser would run out of stack. Brackets in quotes and comments
 * count too, so the limit is far above what `copyValue` allows.
 */
export function refuseDeepBrackets(text: string, file: string | undefined): void {
  let depth = 0;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code === 91 || code === 123) depth++;
    else if ((code === 93 || code === 125) && depth > 0) depth--;
    if (depth > 10 * DEEPEST) throw nestedTooDeep(file);
  }
}

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
