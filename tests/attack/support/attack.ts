/** Calls with hostile values, and what they may come to: an answer, a typed error, or the caller's own error. */
import { PlantedError } from "./hostile-values.js";

/** A call that works, to be spoiled. */
export interface Example {
  readonly call: (...args: never[]) => unknown;
  readonly args: readonly unknown[];
  /** What a call that throws must leave as it was. */
  readonly state?: () => unknown;
}

/** Examples by the name of what they call; each is made anew for each attack. */
export type Examples = Readonly<Record<string, () => Example>>;

/** Longer than any message: a path of at most 160 characters, what is allowed, and a value of at most 100. */
const LONGEST_MESSAGE = 2_000;

/** What is wrong with how a call failed; null where nothing is. */
export function problemWith(
  error: unknown,
  typed: readonly (new (...args: never[]) => Error)[],
): string | null {
  if (error instanceof PlantedError) return null;
  // A class in the place of a function: that it can't be called is its own error.
  if (error instanceof TypeError && /^Class constructor .* cannot be invoked/.test(error.message))
    return null;
  if (!(error instanceof Error)) return `threw ${typeof error}`;
  // The file system's own errors are what a sink documents.
  if ("syscall" in error && "code" in error) return null;
  if (!typed.some((type) => error instanceof type)) {
    const place = error.stack?.split("\n").find((line) => line.includes("/src/"));
    return `threw ${error.name}: ${error.message}${place ?? ""}`;
  }
  if (error.message.length > LONGEST_MESSAGE) return `has a message of ${error.message.length} characters`;
  if (/\p{Cc}/u.test(error.message)) return `has a message of several lines: ${error.message}`;
  return null;
}

/** Makes a call and waits for it; gives how it failed, or null. */
export async function failureOf(
  { call }: Example,
  args: readonly unknown[],
): Promise<{ error: unknown } | null> {
  try {
    await (call as (...args: unknown[]) => unknown)(...args);
    return null;
  } catch (error) {
    return { error };
  }
}
