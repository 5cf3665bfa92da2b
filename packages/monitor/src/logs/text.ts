/** Text of a log as it arrives. */
import { LogError } from "./log-error.js";

/** A part of a file: bytes, or text. */
export type Chunk = Uint8Array | string;

/** A line that is longer is no line of a log. */
const LONGEST_LINE = 64 * 1024 * 1024;

/** The chunks as text. A character may be split between two. @throws LogError for bytes that are no text. */
export async function* textOf(
  chunks: AsyncIterable<Chunk>,
  file: string | undefined,
): AsyncGenerator<string> {
  const decoder = new TextDecoder("utf-8", { fatal: true });
  const decode = (bytes?: Uint8Array) => {
    try {
      return bytes === undefined ? decoder.decode() : decoder.decode(bytes, { stream: true });
    } catch {
      throw new LogError("this is not text in UTF-8", { file });
    }
  };
  for await (const chunk of chunks) yield typeof chunk === "string" ? chunk : decode(chunk);
  yield decode();
}

export interface Line {
  readonly text: string;
  /** From 1. */
  readonly number: number;
  /** Whether the file ends without a line break after it. */
  readonly isLast: boolean;
}

export async function* linesOf(chunks: AsyncIterable<Chunk>, file: string | undefined): AsyncGenerator<Line> {
  let rest = "";
  let number = 0;
  for await (const text of textOf(chunks, file)) {
    rest += text;
    let start = 0;
    for (let end = rest.indexOf("\n"); end !== -1; end = rest.indexOf("\n", start)) {
      number++;
      yield { text: rest.slice(start, end), number, isLast: false };
      start = end + 1;
    }
    rest = rest.slice(start);
    if (rest.length > LONGEST_LINE)
      throw new LogError("a line is too long for a log", { file, line: number + 1 });
  }
  if (rest !== "") yield { text: rest, number: number + 1, isLast: true };
}
