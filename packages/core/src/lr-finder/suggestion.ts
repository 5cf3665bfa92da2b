/** The suggestion of a range test, or the reason why there is none. */
import { isRecord } from "../arguments.js";
import { InvalidArgumentError } from "../errors.js";

/** A rate to train with. */
export interface SuggestedRate {
  readonly rate: number;
  /** The point of the curve at which it was found. */
  readonly point: { readonly rate: number; readonly loss: number };
  /** The step of that point, or of the point before it. */
  readonly index: number;
}

/**
 * Why there is no suggestion.
 *
 * - `"too-few-points"`: the test stopped too early, or too many points are skipped.
 * - `"never-falls"`: the loss doesn't fall; the range starts too high, or the model does not learn.
 */
export type NoSuggestionReason = "never-falls" | "too-few-points";

export interface NoSuggestion {
  readonly rate: null;
  readonly why: NoSuggestionReason;
  /** The reason in words, with advice. */
  readonly message: string;
}

export type Suggestion = NoSuggestion | SuggestedRate;

/** A suggested rate was requested, but the range test has none. */
export class NoSuggestionError extends Error {
  override readonly name = "NoSuggestionError";

  constructor(
    readonly why: NoSuggestionReason,
    message: string,
  ) {
    super(message);
  }
}

/**
 * The suggested rate.
 *
 * @param found The result of a range test, or one of its suggestions.
 * @throws NoSuggestionError if there is none; InvalidArgumentError for anything else
 */
export function suggestedRate(found: Suggestion | { readonly suggestion: Suggestion }): number {
  const suggestion: unknown = isRecord(found) && "suggestion" in found ? found.suggestion : found;
  const { rate, why, message } = (isRecord(suggestion) ? suggestion : {}) as Partial<NoSuggestion>;
  if (rate === null) throw new NoSuggestionError(why as NoSuggestionReason, String(message));
  if (typeof rate === "number") return rate;
  throw new InvalidArgumentError("found", found, "the result of a range test, or one of its suggestions");
}

export function tooFewPoints(points: number, needed: number): NoSuggestion {
  const message = `The curve has ${points} usable points, and ${needed} are needed: take more steps, skip fewer, or start lower.`;
  return { rate: null, why: "too-few-points", message };
}

export function neverFalls(): NoSuggestion {
  const message = "The loss doesn't fall anywhere: start lower, or check that the model learns.";
  return { rate: null, why: "never-falls", message };
}
