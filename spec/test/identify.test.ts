/** Curves of the real libraries, logged to 4 digits, and the schedule that `identify` finds for them. */
import { readFileSync } from "node:fs";
import { identify } from "@anneal/core";
import { expect, it } from "vitest";
import { rotated } from "../../packages/core/test/support/random-cases.js";

interface GoldenCurve {
  readonly id: string;
  readonly steps?: readonly number[];
  readonly lr?: readonly (number | readonly number[])[];
}

const DIGITS = 4;
const FEWEST_POINTS = 50;

const points = ({ steps, lr = [] }: GoldenCurve) =>
  lr.flatMap((rates, i) => {
    const [rate = Number.NaN] = Array.isArray(rates) ? rates : [rates];
    const step = steps?.[i] ?? i;
    return step >= 0 ? [{ step, value: Number(Number(rate).toPrecision(DIGITS)) }] : [];
  });

const curves = ["schedules", "more-schedules", "textbook"]
  .flatMap(
    (file): GoldenCurve[] =>
      JSON.parse(readFileSync(new URL(`../golden/${file}.json`, import.meta.url), "utf8")) as GoldenCurve[],
  )
  .filter(({ lr = [] }) => lr.length >= FEWEST_POINTS)
  .filter((curve) => points(curve).every(({ value }) => value >= 0));

/**
 * What no constructor makes, so that it is not found: a cosine of a power of the time, cycles of a tanh, lengths in tokens that
 * are no whole steps, a cosine that begins in its middle or rises again after its end.
 */
const NOT_FOUND: ReadonlySet<string> = new Set([
  "timm/CosineLRScheduler/5",
  "timm/TanhLRScheduler/4",
  "composer/CosineAnnealingWarmRestartsScheduler/4",
  "composer/PolynomialScheduler/3",
  "composer/CosineAnnealingWithWarmupScheduler/3",
  "composer/CosineAnnealingWithWarmupScheduler/4",
  "composer/PolynomialWithWarmupScheduler/3",
  "composer/InverseSquareRootWithWarmupScheduler/1",
  "composer/InverseSquareRootWithWarmupScheduler/2",
  "composer/InverseSquareRootWithWarmupScheduler/3",
  "composer/InverseSquareRootWithWarmupScheduler/5",
  "torchtitan/lr_scheduler/2",
  "tensor2tensor/learning_rate_schedule/5",
  "tensor2tensor/learning_rate_schedule/6",
  "tensor2tensor/learning_rate_schedule/7",
  "tensor2tensor/learning_rate_schedule/23",
]);

const chosen = rotated(curves, 16).filter(({ id }) => !NOT_FOUND.has(id));

it.each(chosen)("finds a schedule for $id", { timeout: 120_000 }, (curve) => {
  const found = identify(points(curve));
  expect(found).not.toBeNull();
  for (const { step, value } of points(curve)) {
    const half = 0.5 * 10 ** (Math.floor(Math.log10(value || 1)) + 1 - DIGITS);
    expect(Math.abs((found?.schedule(step) ?? Number.NaN) - value), `step ${step}`).toBeLessThanOrEqual(
      1.001 * half,
    );
  }
});
