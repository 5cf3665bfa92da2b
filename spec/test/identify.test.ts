/** Curves of the real libraries, logged to 4 digits, and the schedule that `identify` finds for them. */
import { readFileSync } from "node:fs";
import { identify } from "@anneal/core";
import { expect, it } from "vitest";
import { sampled } from "../../packages/core/test/support/random-cases.js";

interface GoldenCurve {
  readonly id: string;
  readonly steps?: readonly number[];
  readonly lr?: readonly (number | readonly number[])[];
  readonly precision?: string;
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
  .filter(({ lr = [] }) => lr.length >= FEWEST_POINTS);

/** No constructor makes these curves, and the reasons. */
const NOT_FOUND: ReadonlySet<string> = new Set([
  // Rounds the length of each cycle down to whole tokens, which no log of rates by step shows.
  "composer/CosineAnnealingWarmRestartsScheduler/4",
]);

/** The rounding error of float32, relative to the highest rate, in a curve that was computed in float32. */
const FLOAT32 = 2 ** -23;

/** Differences below this share of the highest rate are ignored. */
const NEGLIGIBLE = 1e-12;

const chosen = sampled(curves, 16).filter(({ id }) => !NOT_FOUND.has(id));

it.each(chosen)("finds a schedule for $id", { timeout: 120_000 }, (curve) => {
  const found = identify(points(curve));
  expect(found).not.toBeNull();
  const all = points(curve);
  const top = Math.max(...all.map(({ value }) => Math.abs(value)));
  const slack = (curve.precision === "f32" ? FLOAT32 : NEGLIGIBLE) * top;
  for (const { step, value } of all) {
    const half = 0.5 * 10 ** (Math.floor(Math.log10(Math.abs(value) || 1)) + 1 - DIGITS);
    expect(Math.abs((found?.schedule(step) ?? Number.NaN) - value), `step ${step}`).toBeLessThanOrEqual(
      1.001 * Math.max(half, slack),
    );
  }
});
