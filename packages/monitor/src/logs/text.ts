/** Reads a log as text, part by part. */
import { InvalidArgumentError } from "@anneal/core";
import { isRecord } from "@anneal/core/arguments";
import { LogError } from "./log-error.js";

/** A part of a file: bytes or text. */
export type Chunk = Uint8Array | string;

/** A file: whole, or its parts in order. */
export type LogSource = Chunk | AsyncIterable<Chunk> | Iterable<Chunk>;

/** The parts of a file. @throws InvalidArgumentError for anything else. */
export function partsOf(source: LogSource): AsyncIterable<Chunk> | Iterable<Chunk> {
  if (typeof source === "string" || source instanceof Uint8Array) return [source];
  if (isRecord(source) || Array.isArray(source)) {
    if (Symbol.asyncIterator in source || Symbol.iterator in source) return source;
  }
  throw new InvalidArgumentError("source", source, "text, bytes, or an iterable of these, such as a stream");
}

export function checkedChunk(chunk: unknown): Chunk {
  if (typeof chunk === "string" || chunk instanceof Uint8Array) return chunk;
  throw new InvalidArgumentError("source", chunk, "parts that are text or bytes (a Uint8Array)");
}

/** The longest line, in characters; a longer one is not part of a log. */
const LONGEST_LINE = 64 * 1024 * 1024;

/** The chunks as text. A character may be split between two chunks. @throws LogError for bytes that are not text. */
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
  /** The number of the line, from 1. */
  readonly number: number;
  /** Whether the file ends without a line break after it. */
  readonly isLast: boolean;
}

export async function* linesOf(chunks: AsyncIterable<Chunk>, file: string | undefined): AsyncGenerator<Line> {
  let rest = "";
  let number = 0;
  for await (const text of textOf(chunks, file)) {
    // Only the new text is searched: a line may come in many small parts.
    let start = 0;
    for (let end = text.indexOf("\n"); end !== -1; end = text.indexOf("\n", start)) {
      number++;
      yield { text: rest + text.slice(start, end), number, isLast: false };
      rest = "";
      start = end + 1;
    }
    rest += text.slice(start);
    if (rest.length > LONGEST_LINE)
      throw new LogError("a line is too long for a log", { file, line: number + 1 });
  }
  if (rest !== "") yield { text: rest, number: number + 1, isLast: true };
}
