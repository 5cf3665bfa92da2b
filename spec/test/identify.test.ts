/** Curves of the real libraries, logged to 4 digits, and the schedule that `identify` finds for them. */
import { readFileSync } from "node:fs";
import { type Identification, type IdentifiedCall, type IdentifiedValue, identify } from "@anneal/core";
import { expect, it } from "vitest";
import { oneOf, rotated, sampled } from "../../packages/core/test/support/random-cases.js";

interface GoldenCurve {
  readonly id: string;
  readonly steps?: readonly number[];
  readonly lr?: readonly (number | readonly number[])[];
  readonly precision?: string;
}

interface Point {
  readonly step: number;
  readonly value: number;
}

const DIGITS = 4;
const FEWEST_POINTS = 50;

const points = ({ steps, lr = [] }: GoldenCurve, digits = DIGITS) =>
  lr.flatMap((rates, i) => {
    const [rate = Number.NaN] = Array.isArray(rates) ? rates : [rates];
    const step = steps?.[i] ?? i;
    return step >= 0 ? [{ step, value: Number(Number(rate).toPrecision(digits)) }] : [];
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

/** Curves of which a log with 6 digits does not show enough. */
const OPEN_WITH_6: ReadonlySet<string> = new Set([...NOT_FOUND, "tensor2tensor/learning_rate_schedule/7"]);

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

/** Every point, within half a unit of its last digit or a share of the highest rate. */
function expectReproduced(found: Identification, all: readonly Point[], digits: number, share: number) {
  const top = Math.max(...all.map(({ value }) => Math.abs(value)));
  for (const { step, value } of all) {
    const half = 0.5 * 10 ** (Math.floor(Math.log10(Math.abs(value) || 1)) + 1 - digits);
    expect(Math.abs(found.schedule(step) - value), `step ${step}`).toBeLessThanOrEqual(
      1.001 * Math.max(half, share * top),
    );
  }
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
  expectReproduced(found, points(curve), DIGITS, curve.precision === "f32" ? FLOAT32 : NEGLIGIBLE);
});

/** Logs in which something is missing or double, or with other digits. */
interface Variant {
  readonly what: string;
  readonly digits: number;
  change(all: readonly Point[]): readonly Point[];
  readonly curves: readonly GoldenCurve[];
}

const ONE_IN = 24;
/** Logs that show less than the contract asks for are tried on a few curves only. */
const few = sampled(oneOf(curves, ONE_IN, 0), 4);

const VARIANTS: readonly Variant[] = [
  {
    what: "a gap",
    digits: DIGITS,
    change: (all) => all.filter((_, i) => i < 0.4 * all.length || i >= 0.5 * all.length),
    curves: few,
  },
  {
    what: "repeated rows",
    digits: DIGITS,
    change: (all) => all.flatMap((point, i) => (i % 3 === 0 ? [point, point] : [point])),
    curves: rotated(curves, ONE_IN).filter(({ id }) => !NOT_FOUND.has(id)),
  },
  {
    what: "6 digits",
    digits: 6,
    change: (all) => all,
    curves: rotated(curves, ONE_IN).filter(({ id }) => !OPEN_WITH_6.has(id)),
  },
  { what: "3 digits", digits: 3, change: (all) => all, curves: few },
];

const changed = VARIANTS.flatMap((variant) =>
  variant.curves.map((curve) => ({ ...variant, curve, id: curve.id })),
);

it.each(changed)("finds a schedule for $id with $what", { timeout: 120_000 }, (each) => {
  const { curve, digits, change } = each;
  const all = change(points(curve, digits));
  const found = identify(all, { digits });
  if (found === null) return expect.fail("nothing was found");
  expectReproduced(found, all, digits, FLOAT32);
});
