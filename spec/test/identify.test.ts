/** Curves of the real libraries, logged to 4 digits, and the schedule that `identify` finds for them. */
import { readFileSync } from "node:fs";
import { identify } from "@anneal/core";
import { expect, it } from "vitest";
import { cases } from "../../packages/core/test/support/random-cases.js";

interface GoldenCurve {
  readonly id: string;
  readonly steps?: readonly number[];
  readonly lr?: readonly (number | readonly number[])[];
}

const DIGITS = 4;
const FEWEST_POINTS = 50;
const USUAL_CURVES = 20;

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

/** What no constructor makes: a cosine of a power of the time, cycles of a tanh, Megatron's half-life decay. */
const NOT_FOUND: ReadonlySet<string> = new Set([]);

const stride = Math.max(1, Math.floor(curves.length / cases(USUAL_CURVES)));
const chosen = curves.filter(({ id }, i) => i % stride === 0 && !NOT_FOUND.has(id));

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
