/** Shortens text with an ellipsis, never in the middle of a character. */

const characters = new Intl.Segmenter("en", { granularity: "grapheme" });

/** The characters of a text as a reader perceives them. */
export function splitCharacters(text: string): string[] {
  return Array.from(characters.segment(text), ({ segment }) => segment);
}

/** More characters than fit anywhere; the rest is not measured. */
const MOST_CHARACTERS = 2_000;

/** As much of `text` as fits, in the unit of `measure`; empty if not even the ellipsis fits. */
export function fitText(
  text: string,
  room: number,
  measure: (text: string) => number,
  ellipsis: string,
): string {
  const beginning = text.slice(0, MOST_CHARACTERS);
  if (beginning === text && measure(text) <= room) return text;
  let kept = "";
  for (const character of splitCharacters(beginning)) {
    if (measure(kept + character + ellipsis) > room) break;
    kept += character;
  }
  return measure(ellipsis) <= room ? kept.trimEnd() + ellipsis : "";
}
