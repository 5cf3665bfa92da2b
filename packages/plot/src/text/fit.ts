/** Text that is too long for its place ends in an ellipsis, never in the middle of a character. */

const characters = new Intl.Segmenter("en", { granularity: "grapheme" });

/** The characters of a text as a reader counts them. */
export function splitCharacters(text: string): string[] {
  return Array.from(characters.segment(text), ({ segment }) => segment);
}

/** More characters than any place has room for: what comes after them is not measured. */
const MOST_CHARACTERS = 2_000;

/** As much of `text` as has room, in the unit of `measure`; empty where there is no room for the ellipsis. */
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
