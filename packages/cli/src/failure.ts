/** Errors of the command: one line that says what to do, with an exit code. */

export const EXIT_BAD_INPUT = 1;
export const EXIT_USAGE = 2;
export const EXIT_LINT_WARNINGS = 3;
export const EXIT_LINT_ERRORS = 4;

export type FailureCode =
  | typeof EXIT_BAD_INPUT
  | typeof EXIT_USAGE
  | typeof EXIT_LINT_WARNINGS
  | typeof EXIT_LINT_ERRORS;

/** An error that the user can correct. */
export class CommandError extends Error {
  override readonly name = "CommandError";

  constructor(
    message: string,
    /** 1: invalid value, schedule or file. 2: unknown or missing argument. 3, 4: findings of lint. */
    readonly exitCode: FailureCode,
  ) {
    super(message);
  }
}

/** An unknown or missing argument. */
export function usageError(message: string): CommandError {
  return new CommandError(message, EXIT_USAGE);
}

/** An invalid value, schedule or file. */
export function badInput(message: string): CommandError {
  return new CommandError(message, EXIT_BAD_INPUT);
}
