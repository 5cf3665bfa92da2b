/** What the command refuses, as one line that says what to do, with its exit code. */

export const EXIT_BAD_INPUT = 1;
export const EXIT_USAGE = 2;

/** Something that the person who typed the command can put right. */
export class CommandError extends Error {
  override readonly name = "CommandError";

  constructor(
    message: string,
    /** 1: a value, a schedule or a file is not allowed. 2: the command line itself makes no sense. */
    readonly exitCode: typeof EXIT_BAD_INPUT | typeof EXIT_USAGE,
  ) {
    super(message);
  }
}

/** The command line makes no sense: an unknown or missing word. */
export function usageError(message: string): CommandError {
  return new CommandError(message, EXIT_USAGE);
}

/** The command line makes sense, but what it names is not allowed. */
export function badInput(message: string): CommandError {
  return new CommandError(message, EXIT_BAD_INPUT);
}
