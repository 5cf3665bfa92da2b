/** The steps at which losses are predicted. */
import { InvalidArgumentError } from "@anneal/core";
import { numberList, wholeNumber } from "@anneal/core/arguments";

/** Steps in ascending order, and the original index of each. */
export interface OrderedSteps {
  readonly steps: readonly number[];
  readonly places: readonly number[];
}

/** @throws InvalidArgumentError for anything but a list of whole numbers of at least 0. */
export function readSteps(value: unknown, argument = "steps"): OrderedSteps {
  const given = numberList(argument, value, wholeNumber);
  const places = given.map((_, place) => place);
  if (given.some((step, i) => step < (given[i - 1] ?? 0))) {
    places.sort((a, b) => (given[a] as number) - (given[b] as number));
  }
  return { steps: places.map((place) => given[place] as number), places };
}

/** Rejects an empty list, and returns its last step. */
export function lastOf(steps: readonly number[], argument: string): number {
  const last = steps.at(-1);
  if (last === undefined) throw new InvalidArgumentError(argument, steps, "at least one step");
  return last;
}
