/** Analyzes a curve that was recorded elsewhere: by another library, on another machine, in a log file. */
import { Fields, numberList, positiveNumber } from "../arguments.js";
import { InvalidArgumentError } from "../errors.js";
import {
  CURVE_OPTION_NAMES,
  type CurveOptions,
  RANGE_OPTION_NAMES,
  type RangeTestOptions,
  readConvention,
  readCurveOptions,
  readRangeOptions,
} from "./options.js";
import { RangeTest, type RangeTestResult } from "./range-test.js";
import { ratesOf } from "./rates.js";

/** A recorded range test. */
export interface RecordedRangeTest {
  /** The rates, above 0 and rising. */
  readonly rates: ArrayLike<number>;
  /** The loss at every rate; may be NaN or infinite. */
  readonly losses: ArrayLike<number>;
}

/**
 * Smooths a recorded curve, ends it where a test would have stopped, and suggests rates.
 *
 * @param recorded The whole curve, including the part after it diverged.
 * @throws InvalidArgumentError for invalid arrays and options.
 */
export function analyzeRangeTest(recorded: RecordedRangeTest, options: CurveOptions = {}): RangeTestResult {
  const curve = new Fields("a range test", "recorded", recorded, ["rates", "losses"], "recorded.");
  const rates = curve.read("rates", (argument, value) => numberList(argument, value, positiveNumber));
  checkRising(curve.path("rates"), rates);
  const losses = curve.read("losses", (argument, value) => numberList(argument, value, anyNumber));
  curve.counted("losses", losses, rates.length, "one for each rate");
  const plan = readCurveOptions(new Fields("analyzeRangeTest", "options", options, CURVE_OPTION_NAMES));
  const test = new RangeTest(plan, rates.length);
  for (const [index, rate] of rates.entries()) {
    if (test.record(rate, losses[index] ?? Number.NaN).ends) break;
  }
  return test.result();
}

/** The rates that `findLearningRate` tries for these options. */
export function rangeTestRates(
  options: Pick<CurveOptions, "like"> & RangeTestOptions = {},
): readonly number[] {
  const fields = new Fields("rangeTestRates", "options", options, ["like", ...RANGE_OPTION_NAMES]);
  const convention = readConvention(fields);
  return ratesOf(readRangeOptions(fields, convention), convention);
}

function checkRising(argument: string, rates: readonly number[]): void {
  for (const [index, rate] of rates.entries()) {
    const previous = rates[index - 1] ?? 0;
    if (!(rate > previous)) {
      throw new InvalidArgumentError(`${argument}[${index}]`, rate, `above ${previous}, the one before it`);
    }
  }
}

/** Any number, including NaN and infinities. */
function anyNumber(argument: string, value: unknown): number {
  if (typeof value !== "number") throw new InvalidArgumentError(argument, value, "a number");
  return value;
}
