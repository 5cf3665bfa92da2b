/** Files of Node as sources of bytes. */
import { type FileHandle, open } from "node:fs/promises";
import { InvalidArgumentError } from "@anneal/core";
import { isInstance } from "@anneal/core/arguments";
import type { ByteSource } from "../bytes/ports.js";
import { CheckpointError } from "../errors.js";

/** A path: text, or a URL of a file. */
export type FilePath = string | URL;

/** @throws InvalidArgumentError */
export function checkPath(argument: string, path: unknown): FilePath {
  const isPath =
    (typeof path === "string" && path !== "" && !path.includes("\0")) ||
    (isInstance(path, URL) && path.protocol === "file:");
  if (!isPath) throw new InvalidArgumentError(argument, path, "a path, or a URL of a file");
  return path as FilePath;
}

/** Opens a file for as long as `use` runs. */
export async function withFile<T>(path: FilePath, use: (source: ByteSource) => Promise<T>): Promise<T> {
  const file = await open(path, "r");
  try {
    return await use(await sourceOf(file));
  } finally {
    await file.close();
  }
}

async function sourceOf(file: FileHandle): Promise<ByteSource> {
  const stats = await file.stat();
  if (!stats.isFile()) throw new CheckpointError("file", "is not a regular file");
  return {
    size: stats.size,
    async read(position, into) {
      for (let done = 0; done < into.byteLength; ) {
        const { bytesRead } = await file.read(into, done, into.byteLength - done, position + done);
        if (bytesRead === 0) {
          throw new CheckpointError(
            "file.size",
            `ends ${into.byteLength - done} bytes early: it was truncated meanwhile`,
          );
        }
        done += bytesRead;
      }
    },
  };
}
