/** Names in command-line syntax, and suggestions for misspelled ones. */
import { closestMatch } from "leven";

/** `warmupFromRatio` as `warmup-from-ratio`. */
export function kebabCase(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}

/** The end of an error about an unknown name: `; did you mean --peak?`, or nothing if no name is close. */
export function suggestion(word: string, names: readonly string[]): string {
  const most = Math.max(1, Math.floor(word.length / 3));
  const closest = closestMatch(word, names, { maxDistance: most });
  return closest === undefined ? "" : `; did you mean ${closest}?`;
}
