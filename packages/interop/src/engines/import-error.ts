/** Why a configuration could not be imported. */

export type ImportErrorCode =
  /** The file is larger than the limit. */
  | "too-large"
  /** The text is not in the format that it should have. */
  | "syntax"
  /** Lists and sections are nested too deep, or aliases expand without end. */
  | "nesting"
  /** The engine is unknown, or the file does not show which engine it is for. */
  | "engine"
  /** A field has a value that the engine does not accept. */
  | "field"
  /** The file leaves something open that the schedule depends on; `missing` lists the names. */
  | "missing"
  /** The engine's schedule follows a metric or a random generator, so it is no function of the step. */
  | "unsupported";

export interface ImportErrorOptions {
  /** The file, as the caller named it. */
  readonly file?: string | undefined;
  /** The line, from 1. */
  readonly line?: number | null | undefined;
  /** The field, as a path: `optimizer.params.lr`. */
  readonly field?: string | undefined;
  /** The names to give with `set`, or `total`. */
  readonly missing?: readonly string[] | undefined;
}

/** A configuration that can't be imported. Names the file, the line and the field where there is one. */
export class ImportError extends Error {
  override readonly name = "ImportError";
  readonly file: string | null;
  readonly line: number | null;
  readonly field: string | null;
  readonly missing: readonly string[];

  constructor(
    readonly code: ImportErrorCode,
    /** What is wrong, without the place. */
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
