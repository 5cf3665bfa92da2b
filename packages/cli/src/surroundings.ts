/** What the command reads from and writes to: `process`, or a test's own streams. */
import type { Readable, Writable } from "node:stream";

export interface Surroundings {
  readonly stdin: Readable;
  /** A terminal says that it is one, and how large. */
  readonly stdout: Writable & { readonly isTTY?: boolean; readonly columns?: number; readonly rows?: number };
  readonly stderr: Writable;
  readonly env: Readonly<Record<string, string | undefined>>;
}
