/** Text from a file or from standard input. */
import { open } from "node:fs/promises";
import type { Readable } from "node:stream";
import { badInput } from "../failure.js";
import { fileProblem } from "../output/file-problem.js";

/** More than any schedule needs, and little enough to hold: /dev/zero never ends. */
const MOST_BYTES = 64 * 1024 * 1024;

/** The text of a file; `path` is what errors call it. */
export async function readFileText(path: string): Promise<string> {
  try {
    const file = await open(path);
    try {
      return await textOf(file.createReadStream({ autoClose: false }), path);
    } finally {
      await file.close();
    }
  } catch (error) {
    throw fileProblem(error, `can't read ${path}`);
  }
}

/** All of standard input. */
export async function readInputText(stdin: Readable): Promise<string> {
  try {
    return await textOf(stdin, "standard input");
  } catch (error) {
    throw fileProblem(error, "can't read standard input");
  }
}

async function textOf(stream: Readable, name: string): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of stream) {
    const bytes = Buffer.from(chunk);
    size += bytes.length;
    if (size > MOST_BYTES)
      throw badInput(`${name} is longer than ${MOST_BYTES / 1024 / 1024} MiB, too long for a schedule`);
    chunks.push(bytes);
  }
  const text = decode(Buffer.concat(chunks), name);
  if (text.trim() === "") throw badInput(`${name} is empty; it should hold a schedule as JSON`);
  return text;
}

function decode(bytes: Uint8Array, name: string): string {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    throw badInput(`${name} is not text; it should hold a schedule as JSON`);
  }
}
