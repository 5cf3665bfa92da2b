/** Reads text from a file or from standard input. */
import { open } from "node:fs/promises";
import type { Readable } from "node:stream";
import { badInput } from "../failure.js";
import { fileProblem } from "../output/file-problem.js";

/** The size limit, and the expected content for errors. */
export interface TextLimits {
  readonly mostBytes: number;
  readonly holds: string;
}

/** More than any schedule needs, and little enough for memory: /dev/zero never ends. */
const SCHEDULE: TextLimits = { mostBytes: 64 * 1024 * 1024, holds: "a schedule as JSON" };

/** The text of a file; `path` is its name in errors. */
export async function readFileText(path: string, limits = SCHEDULE): Promise<string> {
  try {
    const file = await open(path);
    try {
      return await textOf(file.createReadStream({ autoClose: false }), path, limits);
    } finally {
      await file.close();
    }
  } catch (error) {
    throw fileProblem(error, `can't read ${path}`);
  }
}

/** All of standard input. */
export async function readInputText(stdin: Readable, limits = SCHEDULE): Promise<string> {
  try {
    return await textOf(stdin, "standard input", limits);
  } catch (error) {
    throw fileProblem(error, "can't read standard input");
  }
}

async function textOf(stream: Readable, name: string, { mostBytes, holds }: TextLimits): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of stream) {
    const bytes = Buffer.from(chunk);
    size += bytes.length;
    if (size > mostBytes) throw badInput(`${name} is larger than ${megabytes(mostBytes)}`);
    chunks.push(bytes);
  }
  const text = decode(Buffer.concat(chunks), name, holds);
  if (text.trim() === "") throw badInput(`${name} is empty; expected ${holds}`);
  return text;
}

function megabytes(bytes: number): string {
  return bytes % 1024 === 0 ? `${bytes / 1024 / 1024} MiB` : `${Math.floor(bytes / 1e6)} MB`;
}

function decode(bytes: Uint8Array, name: string, holds: string): string {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    throw badInput(`${name} is not text; expected ${holds}`);
  }
}
