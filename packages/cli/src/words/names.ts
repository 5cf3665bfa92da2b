/** Names as the command line writes them, and guesses at what a misspelt one was meant to be. */
import { closestMatch } from "leven";

/** `warmupFromRatio` as `warmup-from-ratio`. */
export function kebabCase(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}

/** The end of an error about an unknown word: `; did you mean --peak?`, or nothing where no name comes close. */
export function suggestion(word: string, names: readonly string[]): string {
  const most = Math.max(1, Math.floor(word.length / 3));
  const closest = closestMatch(word, names, { maxDistance: most });
  return closest === undefined ? "" : `; did you mean ${closest}?`;
}
