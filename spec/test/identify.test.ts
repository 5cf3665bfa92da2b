/** Curves of the real libraries, logged to 4 digits, and the schedule that `identify` finds for them. */
import { readFileSync } from "node:fs";
import { identify } from "@anneal/core";
import { expect, it } from "vitest";

interface GoldenCurve {
  readonly id: string;
  readonly steps?: readonly number[];
  readonly lr?: readonly (number | readonly number[])[];
}

const DIGITS = 4;
const FEWEST_POINTS = 50;
/** Every so many curves are tried: a search takes a second. */
const STRIDE = 9;

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
 * What is not found: a cosine of a power of the time, a tanh after a warm-up or in cycles, Megatron's half-life decay, cycles
 * whose lowest rate shrinks too or whose warm-ups differ, and lengths that are no whole steps.
 */
const NOT_FOUND: ReadonlySet<string> = new Set([
  "timm/CosineLRScheduler/5",
  "timm/TanhLRScheduler/1",
  "timm/TanhLRScheduler/2",
  "timm/TanhLRScheduler/4",
  "megatron/OptimizerParamScheduler/23",
  "megatron/OptimizerParamScheduler/24",
  "fairseq/cosine/1",
  "fairseq/cosine/2",
  "fairseq/cosine/3",
  "fairseq/cosine/4",
  "fairseq/cosine/6",
  "fairseq/triangular/1",
  "fairseq/triangular/2",
  "optax/polynomial_schedule/1",
  "optax/sgdr_schedule/2",
  "optax/sgdr_schedule/3",
  "composer/CosineAnnealingWarmRestartsScheduler/4",
]);

const chosen = curves.filter(({ id }, i) => i % STRIDE === 0 && !NOT_FOUND.has(id));

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
