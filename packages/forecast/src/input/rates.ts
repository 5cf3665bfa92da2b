/** The rates of a run, step by step, from what describes its schedule. */
import { InvalidArgumentError, isSchedule, type Schedule } from "@anneal/core";
import { sample } from "@anneal/wasm";

/**
 * The rates of a run: a schedule of @anneal/core, any function from a step to its rate, or the rates themselves, where
 * element `k` is the rate of update `k`.
 */
export type ScheduleLike = Schedule | ((step: number) => number) | ArrayLike<number>;

/** More steps than any run has, and no more than memory holds. */
const MOST_STEPS = 2 ** 27;

/**
 * The rates of the updates from 0 to `last`.
 * @throws InvalidArgumentError where there are fewer, or one is negative or not finite.
 */
export function ratesOf(schedule: ScheduleLike, last: number, argument = "schedule"): Float64Array {
  const count = last + 1;
  if (count > MOST_STEPS) {
    throw new InvalidArgumentError(`${argument}'s last step`, last, `below ${MOST_STEPS}`);
  }
  const rates = readRates(schedule, count, argument);
  for (let step = 0; step < count; step++) {
    const rate = rates[step] as number;
    if (!(rate >= 0 && rate < Number.POSITIVE_INFINITY)) {
      throw new InvalidArgumentError(`${argument} at step ${step}`, rate, "a finite rate of at least 0");
    }
  }
  return rates;
}

/** How many rates a list has; null where a function gives as many as are asked for. */
export function lengthOf(schedule: ScheduleLike): number | null {
  return typeof schedule === "function" ? null : schedule.length;
}

function readRates(schedule: unknown, count: number, argument: string): Float64Array {
  if (isSchedule(schedule)) return sample(schedule, { count });
  if (typeof schedule === "function") {
    return Float64Array.from({ length: count }, (_, step) => schedule(step) as number);
  }
  const isList = Array.isArray(schedule) || (ArrayBuffer.isView(schedule) && "length" in schedule);
  if (!isList) {
    const expected = "a schedule, a function from a step to its rate, or an array of rates";
    throw new InvalidArgumentError(argument, schedule, expected);
  }
  const rates = schedule as ArrayLike<number>;
  if (rates.length < count) {
    const expected = `at least ${count}, a rate for every step up to ${count - 1}`;
    throw new InvalidArgumentError(`${argument}.length`, rates.length, expected);
  }
  return Float64Array.from({ length: count }, (_, step) => rates[step] as number);
}
