/** Argument checks shared by several libraries. */
import { InvalidArgumentError } from "@anneal/core";
import { finiteNumber, numberList } from "@anneal/core/arguments";

/** A number that is used as a divisor. */
export function divisor(argument: string, value: unknown): number {
  const number = finiteNumber(argument, value);
  if (number === 0)
    throw new InvalidArgumentError(argument, value, "a number other than 0, because it is a divisor");
  return number;
}

/** Numbers in ascending order; equal neighbors are allowed. */
export function ascendingNumbers(argument: string, value: unknown): readonly number[] {
  const numbers = numberList(argument, value);
  for (const [i, number] of numbers.entries()) {
    const previous = numbers[i - 1];
    if (previous !== undefined && previous > number) {
      throw new InvalidArgumentError(`${argument}[${i}]`, number, `at least ${previous}, the one before it`);
    }
  }
  return numbers;
}
