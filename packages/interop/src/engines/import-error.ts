/** The error for configurations that can't be imported. */

export type ImportErrorCode =
  /** The file is larger than the limit. */
  | "too-large"
  /** The text is not in its expected format. */
  | "syntax"
  /** Lists and sections are nested too deep, or aliases expand endlessly. */
  | "nesting"
  /** The engine is unknown, or can't be recognized from the file. */
  | "engine"
  /** A field has a value that the engine rejects. */
  | "field"
  /** The file lacks a value that the schedule depends on; `missing` lists the names. */
  | "missing"
  /** The engine's schedule follows a metric or a random generator, so it is not a function of the step. */
  | "unsupported";

export interface ImportErrorOptions {
  /** The name of the file. */
  readonly file?: string | undefined;
  /** The line, from 1. */
  readonly line?: number | null | undefined;
  /** The field, as a path: `optimizer.params.lr`. */
  readonly field?: string | undefined;
  /** The names to pass in `set`, or `total`. */
  readonly missing?: readonly string[] | undefined;
}

/** A configuration that can't be imported. Names the file, and the line and the field if there are any. */
export class ImportError extends Error {
  override readonly name = "ImportError";
  readonly file: string | null;
  readonly line: number | null;
  readonly field: string | null;
  readonly missing: readonly string[];

  constructor(
    readonly code: ImportErrorCode,
    /** The problem, without its position. */
    readonly reason: string,
    { file, line, field, missing = [] }: ImportErrorOptions = {},
  ) {
    const place = [file ?? "", line == null ? "" : `line ${line}`].filter((part) => part !== "").join(", ");
    super(`${place === "" ? "" : `${place}: `}${reason}`);
    this.file = file ?? null;
    this.line = line ?? null;
    this.field = field ?? null;
    this.missing = missing;
  }
}
