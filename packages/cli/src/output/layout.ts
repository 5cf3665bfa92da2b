/** The layout of a help page. */

const WIDTH = 80;
const INDENT = 2;
/** Longer names have their text on the next line. */
const LONGEST_NAME = 28;

/** A heading and the rows below it, or nothing without rows. */
export function section(heading: string, rows: readonly string[]): string[] {
  return rows.length === 0 ? [] : ["", `${heading}:`, ...rows];
}

/** Names on the left, descriptions on the right. */
export function definitions(pairs: readonly (readonly [name: string, text: string])[]): string[] {
  const fitting = pairs.map(([name]) => name.length).filter((length) => length <= LONGEST_NAME);
  const column = INDENT + Math.max(0, ...fitting) + 2;
  return pairs.flatMap(([name, text]) => {
    const [first = "", ...rest] = wrap(text, WIDTH - column);
    const start = " ".repeat(INDENT) + name;
    const continued = rest.map((line) => " ".repeat(column) + line);
    if (name.length > LONGEST_NAME) return [start, " ".repeat(column) + first, ...continued];
    return [start.padEnd(column) + first, ...continued];
  });
}

/** Text in lines of at most `width` characters, broken at spaces. */
export function wrap(text: string, width = WIDTH): string[] {
  const lines: string[] = [];
  let line = "";
  for (const word of text.split(" ")) {
    if (line !== "" && line.length + 1 + word.length > width) {
      lines.push(line);
      line = word;
    } else {
      line = line === "" ? word : `${line} ${word}`;
    }
  }
  return [...lines, line];
}

export function indent(lines: readonly string[]): string[] {
  return lines.map((line) => " ".repeat(INDENT) + line);
}
