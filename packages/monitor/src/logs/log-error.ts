/** Why a log could not be read. */

export interface LogErrorOptions {
  /** The log, as the caller named it. */
  readonly file?: string | undefined;
  /** The line, from 1; of CSV the row. */
  readonly line?: number | undefined;
  /** The column or field. */
  readonly column?: string | undefined;
}

/** A log that is not what it should be. Names the file, the line and the column where there is one. */
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
