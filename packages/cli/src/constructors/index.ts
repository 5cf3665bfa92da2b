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
  for (const word of [name, kebabCase(name), ...(SHORT_NAMES[name] ?? [])]) byWord.set(word, entry);
}

/** The constructor called `word`: `warmup-cosine`, `warmup_cosine`, `warmupCosine` or a short name. */
export function constructorNamed(word: string): ConstructorEntry | undefined {
  return byWord.get(word) ?? byWord.get(word.replaceAll("_", "-"));
}

/** The end of an error about an unknown constructor. */
export function similarConstructor(word: string): string {
  return suggestion(
    word,
    [...byWord.keys()].filter((known) => !/[A-Z]/.test(known)),
  );
}
