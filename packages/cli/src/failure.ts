/** What the command refuses, as one line that says what to do, with its exit code. */

export const EXIT_BAD_INPUT = 1;
export const EXIT_USAGE = 2;
export const EXIT_LINT_WARNINGS = 3;
export const EXIT_LINT_ERRORS = 4;

export type FailureCode =
  | typeof EXIT_BAD_INPUT
  | typeof EXIT_USAGE
  | typeof EXIT_LINT_WARNINGS
  | typeof EXIT_LINT_ERRORS;

/** Something that the user can correct. */
export class CommandError extends Error {
  override readonly name = "CommandError";

  constructor(
    message: string,
    /** 1: a value, a schedule or a file is not allowed. 2: an unknown or missing argument. 3, 4: findings of lint. */
    readonly exitCode: FailureCode,
  ) {
    super(message);
  }
}

/** An unknown or missing argument. */
export function usageError(message: string): CommandError {
  return new CommandError(message, EXIT_USAGE);
}

/** A value, a schedule or a file that is not allowed. */
export function badInput(message: string): CommandError {
  return new CommandError(message, EXIT_BAD_INPUT);
}
