/** The error for logs that can't be read. */

export interface LogErrorOptions {
  /** The name of the log. */
  readonly file?: string | undefined;
  /** The line, from 1; the row of a CSV. */
  readonly line?: number | undefined;
  /** The column or field. */
  readonly column?: string | undefined;
}

/** A damaged or invalid log. The message names the file, and the line and the column if they are known. */
export class LogError extends Error {
  override readonly name = "LogError";
  readonly file: string | null;
  readonly line: number | null;
  readonly column: string | null;

  constructor(reason: string, { file, line, column }: LogErrorOptions = {}) {
    const place = [file ?? "", line === undefined ? "" : `line ${line}`]
      .filter((part) => part !== "")
      .join(", ");
    super(place === "" ? reason : `${place}: ${reason}`);
    this.file = file ?? null;
    this.line = line ?? null;
    this.column = column ?? null;
  }
}
