/** The rates of a run, step by step, from its schedule. */
import { InvalidArgumentError, isSchedule, type Schedule } from "@anneal/core";
import { isArray, isTypedArray, numbersOf } from "@anneal/core/arguments";
import { sample } from "@anneal/wasm";
import { limited, MOST_RATE, MOST_STEPS } from "./limits.js";

/**
 * The rates of a run: a schedule of @anneal/core, any function from a step to its rate, or an array of rates, whose
 * element `k` is the rate of update `k`.
 */
export type ScheduleLike = Schedule | ((step: number) => number) | ArrayLike<number>;

/**
 * The rates of the updates from 0 to `last`.
 * @throws InvalidArgumentError if there are fewer, or one is negative, not finite or above 1e10.
 */
export function ratesOf(schedule: ScheduleLike, last: number, argument = "schedule"): Float64Array {
  const count = last + 1;
  if (count > MOST_STEPS) {
    throw new InvalidArgumentError(`the last step of ${argument}`, last, `below ${MOST_STEPS}`);
  }
  const rates = readRates(schedule, count, argument);
  const step = firstRefused(rates);
  if (step < count) {
    const [at, rate] = [`${argument} at step ${step}`, rates[step] as number];
    if (rate > 0 && rate < Number.POSITIVE_INFINITY) limited(at, rate, MOST_RATE);
    throw new InvalidArgumentError(at, rate, "a finite rate of at least 0");
  }
  return rates;
}

/** The first step whose rate is out of range; the number of steps if there is none. */
function firstRefused(rates: Float64Array): number {
  let step = 0;
  while (step < rates.length && (rates[step] as number) >= 0 && (rates[step] as number) <= MOST_RATE) step++;
  return step;
}

/** The number of rates in a list; null for a function, which has no limit. */
export function lengthOf(schedule: unknown): number | null {
  return isArray(schedule) || isTypedArray(schedule) ? schedule.length : null;
}

/** Rejects anything but a function or a list. */
export function refuseOthers(schedule: unknown, argument: string): void {
  if (typeof schedule === "function" || lengthOf(schedule) !== null) return;
  const expected = "a schedule, a function from a step to its rate, or an array of rates";
  throw new InvalidArgumentError(argument, schedule, expected);
}

function readRates(schedule: unknown, count: number, argument: string): Float64Array {
  if (isSchedule(schedule)) return sample(schedule, { count });
  const rates = new Float64Array(count);
  if (typeof schedule === "function") {
    for (let step = 0; step < count; step++) rates[step] = rateAt(schedule(step));
    return rates;
  }
  refuseOthers(schedule, argument);
  const given = numbersOf(argument, schedule);
  if (!(given.length >= count)) {
    const expected = `at least ${count}, a rate for every step up to ${count - 1}`;
    throw new InvalidArgumentError(`${argument}.length`, given.length, expected);
  }
  for (let step = 0; step < count; step++) rates[step] = rateAt(given[step]);
  return rates;
}

/** A number unchanged; anything else as an invalid number. */
function rateAt(value: unknown): number {
  return typeof value === "number" ? value : Number.NaN;
}
