/** Writes output part by part: the next part is made when the previous one has been written. */
import { open } from "node:fs/promises";
import type { Writable } from "node:stream";
import { fileProblem } from "./file-problem.js";

/** The reader of the pipe exited early, as `head` does: success, and the end. */
export class ReaderGoneError extends Error {
  override readonly name = "ReaderGoneError";
}

export interface Destination {
  /** Waits until everything was accepted, so that memory holds one part whatever the total length. */
  write(part: string | Uint8Array): Promise<void>;
  close(): Promise<void>;
}

/** A file, or standard output without a path. */
export async function openDestination(path: string | undefined, stdout: Writable): Promise<Destination> {
  return path === undefined ? new StreamDestination(stdout) : openFile(path);
}

class StreamDestination implements Destination {
  readonly #stream: Writable;

  constructor(stream: Writable) {
    this.#stream = stream;
  }

  write(part: string | Uint8Array): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#stream.write(part, (error) => {
        if (!error) return resolve();
        // The stream's own error event would follow and end the process; the error is reported here.
        this.#stream.once("error", () => {});
        reject(isReaderGone(error) ? new ReaderGoneError() : fileProblem(error, "can't write the output"));
      });
    });
  }

  async close(): Promise<void> {
    // Standard output must not be closed.
  }
}

async function openFile(path: string): Promise<Destination> {
  const problem = (error: unknown) => fileProblem(error, `can't write ${path}`);
  const file = await open(path, "w").catch((error) => {
    throw problem(error);
  });
  return {
    async write(part) {
      await file.appendFile(part).catch((error) => {
        throw problem(error);
      });
    },
    close: () => file.close(),
  };
}

function isReaderGone(error: Error): boolean {
  const code = "code" in error ? error.code : undefined;
  // EOF comes from Windows; the others from streams that broke at an earlier part.
  return code === "EPIPE" || code === "EOF" || code === "ERR_STREAM_DESTROYED" || code === "ECONNRESET";
}
