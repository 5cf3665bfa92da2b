/** The streams that the command reads from and writes to: those of `process`, or of a test. */
import type { Readable, Writable } from "node:stream";

/** What a terminal says of itself. */
export interface Terminal {
  readonly isTTY?: boolean;
  readonly columns?: number;
  readonly rows?: number;
}

export interface Streams {
  readonly stdin: Readable;
  readonly stdout: Writable & Terminal;
  readonly stderr: Writable & Terminal;
  readonly env: Readonly<Record<string, string | undefined>>;
}
