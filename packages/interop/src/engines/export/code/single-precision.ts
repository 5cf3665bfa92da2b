/** Exports to Keras and Optax, which compute in float32: the deviations that come with it, and Optax's own schedules. */
import { InvalidArgumentError, type Schedule, sample } from "@anneal/core";
import { toOptax } from "../../../exporters/to-optax.js";
import { single } from "../arithmetic.js";
import type { Deviation } from "../result.js";
import { differenceOf, type RunFacts, ratesByStep } from "../run-rates.js";
import { NoClosedForm } from "./cycle-starts.js";
import { optaxRates } from "./optax-rates.js";

/** The largest accepted estimate of the rounding error: compilers reorder operations, which may double it. */
const MOST_ROUNDING = 5e-7;
const LARGEST = 2 ** 128 - 2 ** 104;

/** @throws InvalidArgumentError for rates that are infinite in float32. */
export function refuseInfinite(engine: string, { size }: RunFacts): void {
  if (size <= LARGEST) return;
  const expected = `one whose rates are at most ${LARGEST.toPrecision(2)}, because ${engine} computes in float32; the largest is ${size}`;
  throw new InvalidArgumentError("schedule", size, expected);
}

/** The deviation of rates that are rounded to float32. */
export function roundedToSingle(schedule: Schedule, facts: RunFacts): Deviation {
  const rounded = (start: number, count: number) => sample(schedule, { start, count }).map(single);
  return differenceOf(schedule, rounded, facts).largest;
}

/** Optax's own schedules and functions over jax.numpy; null: they would lose accuracy in float32. */
export function optaxForm(
  schedule: Schedule,
  facts: RunFacts,
): { text: string; deviation: Deviation } | null {
  try {
    const rates = ratesByStep(optaxRates(schedule.node, facts.total));
    const { largest } = differenceOf(schedule, rates, facts);
    if (!(Math.abs(largest.difference) <= MOST_ROUNDING * facts.size)) return null;
    return { text: toOptax(schedule), deviation: largest };
  } catch (error) {
    if (error instanceof NoClosedForm) return null;
    throw error;
  }
}
