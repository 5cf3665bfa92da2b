/** Text that may quote input, as one line without control characters, which must not reach the terminal. */
import { clip } from "@anneal/core/arguments";

/** The longest quoted name of an option or a file. */
const LONG_WORD = /\S{101,}/g;

export function oneLine(text: string): string {
  const clean = text.replace(/[\s\p{Cc}\p{Cf}\p{Zl}\p{Zp}]+/gu, " ").trim();
  return clean.replace(LONG_WORD, clip);
}
