/** Curves of the real libraries, logged to 4 digits, and the schedule that `identify` finds for them. */
import { readFileSync } from "node:fs";
import { type IdentifiedCall, type IdentifiedValue, identify } from "@anneal/core";
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

/** The numbers of a call by their names in `intervals`. */
function numbersOf(value: IdentifiedValue, name = ""): (readonly [string, number])[] {
  if (typeof value === "number") return [[name, value]];
  if (Array.isArray(value)) return value.flatMap((each, i) => numbersOf(each, `${name}[${i}]`));
  if (typeof value !== "object") return [];
  const before = name === "" ? "" : `${name}.`;
  return Object.entries((value as IdentifiedCall).options).flatMap(([key, each]) =>
    numbersOf(each, before + key),
  );
}

const chosen = sampled(curves, 48).filter(({ id }) => !NOT_FOUND.has(id));

it.each(chosen)("finds a schedule for $id", { timeout: 120_000 }, (curve) => {
  const found = identify(points(curve));
  if (found === null) return expect.fail("nothing was found");
  for (const [name, value] of numbersOf(found)) {
    const { minimum, maximum } = found.intervals[name] ?? expect.fail(`${name} has no interval`);
    const slack = 1e-12 * Math.abs(value);
    expect(minimum, name).toBeLessThanOrEqual(value + slack);
    expect(maximum, name).toBeGreaterThanOrEqual(value - slack);
  }
  const all = points(curve);
  const top = Math.max(...all.map(({ value }) => Math.abs(value)));
  const slack = (curve.precision === "f32" ? FLOAT32 : NEGLIGIBLE) * top;
  for (const { step, value } of all) {
    const half = 0.5 * 10 ** (Math.floor(Math.log10(Math.abs(value) || 1)) + 1 - DIGITS);
    expect(Math.abs(found.schedule(step) - value), `step ${step}`).toBeLessThanOrEqual(
      1.001 * Math.max(half, slack),
    );
  }
});
