/** The constructors by their names on the command line. */
import { type ConstructorEntry, constructors as entries } from "@anneal/core/catalog";
import { kebabCase, suggestion } from "../words/names.js";
import { SHORT_NAMES } from "./short-names.js";

/** Every constructor of the core package by its name in TypeScript. */
export const constructors: ReadonlyMap<string, ConstructorEntry> = new Map(
  entries.map((entry) => [entry.name, entry]),
);

const byWord = new Map<string, ConstructorEntry>();
for (const [name, entry] of constructors) {
  for (const word of [kebabCase(name), ...(SHORT_NAMES[name] ?? [])]) byWord.set(word, entry);
}
const byLetters = new Map([...byWord].map(([word, entry]) => [lettersOf(word), entry]));

/** The constructor called `word`: `warmup-cosine`, `warmup_cosine`, `warmupCosine`, `WarmupCosine` or a short name. */
export function constructorNamed(word: string): ConstructorEntry | undefined {
  return byLetters.get(lettersOf(word));
}

/** A name in any style: without dashes and underscores, in lower case. */
function lettersOf(word: string): string {
  return word.replaceAll(/[-_]/g, "").toLowerCase();
}

/** The end of an error about an unknown constructor. */
export function similarConstructor(word: string): string {
  return suggestion(word, [...byWord.keys()]);
}
