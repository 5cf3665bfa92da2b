/** Random trees as people write them: every node and easing, with lengths of steps rather than fractions of them. */
import { type EasingDraft, type Schedule, type ScheduleDraft, scheduleFromTree } from "@anneal/core";
import fc from "fast-check";

const rates = fc.constantFrom(0, 1e-4, 3e-4, 1e-3, 0.01, 0.1, 0.5, 1);
const positiveRates = fc.constantFrom(1e-4, 1e-3, 0.01, 0.1, 1);
const steps = fc.integer({ min: 1, max: 3000 });
const exponents = fc.constantFrom(0.5, 0.75, 0.9, 1, 1.3, 1.5, 2, 3);
const sides = fc.constantFrom("right" as const, "left" as const);
const bounds = fc.uniqueArray(steps, { maxLength: 12 }).map((list) => list.sort((a, b) => a - b));

const easings: fc.Arbitrary<EasingDraft> = fc.oneof(
  fc.constant<EasingDraft>({ kind: "linear" }),
  exponents.map((exponent): EasingDraft => ({ kind: "power", exponent })),
  exponents.map((exponent): EasingDraft => ({ kind: "reversePower", exponent })),
  fc
    .tuple(exponents, fc.constantFrom(0.5, 1, 2, 3))
    .map(([exponent, halfCycles]): EasingDraft => ({ kind: "cosine", exponent, halfCycles })),
  fc.constantFrom(1, 2).map((timeExponent): EasingDraft => ({ kind: "linear", timeExponent })),
  fc.constant<EasingDraft>({ kind: "tanh", lower: -6, upper: 3 }),
  fc.constant<EasingDraft>({ kind: "halfLife" }),
  fc.constantFrom<EasingDraft>({ kind: "rational", curvature: 1 }, { kind: "rational", curvature: -0.75 }),
  fc.constantFrom(10, 1000).map((base): EasingDraft => ({ kind: "logarithmic", base })),
);

/** A cosine to a power below 1 ends as steeply as a root: an angle's last digit shows there. */
const isGentle = (easing: EasingDraft) =>
  easing.kind !== "cosine" || (easing.exponent ?? 1) >= 1 || easing.halfCycles === 1;

const ramps: fc.Arbitrary<ScheduleDraft> = fc
  .record({ start: fc.nat(500), length: steps, from: rates, to: rates, easing: easings.filter(isGentle) })
  .map(({ start, length, ...rest }) => ({ kind: "ramp", start, end: start + length, ...rest }));

const geometric: fc.Arbitrary<ScheduleDraft> = fc
  .record({ start: fc.nat(500), length: steps, from: positiveRates, to: positiveRates })
  .map(({ start, length, ...rest }) => ({
    kind: "ramp",
    interpolation: "geometric",
    start,
    end: start + length,
    ...rest,
  }));

const decays: fc.Arbitrary<ScheduleDraft> = steps.map((length) => ({
  kind: "ramp",
  interpolation: "geometric",
  end: length,
  start: 0,
  from: 1,
  to: 0.9,
  after: "extend",
}));

const stairs: fc.Arbitrary<ScheduleDraft> = fc
  .tuple(bounds, sides)
  .chain(([boundaries, side]) =>
    fc
      .array(rates, { minLength: boundaries.length + 1, maxLength: boundaries.length + 1 })
      .map((values) => ({ kind: "stairs", boundaries, values, side })),
  );

const leaves: fc.Arbitrary<ScheduleDraft> = fc.oneof(
  rates.map((value): ScheduleDraft => ({ kind: "constant", value })),
  ramps,
  geometric,
  decays,
  stairs,
  fc
    .record({
      scale: positiveRates,
      offset: fc.constantFrom(1, 10),
      exponent: fc.constantFrom(-1, -0.5, -0.7, -2),
    })
    .map((fields): ScheduleDraft => ({ kind: "power", slope: 0.1, ...fields })),
  fc
    .record({
      start: fc.nat(100),
      values: fc.array(rates, { minLength: 1, maxLength: 40 }),
      interpolation: fc.constantFrom("previous" as const, "linear" as const),
    })
    .map((fields): ScheduleDraft => ({ kind: "table", ...fields })),
);

function inner(child: fc.Arbitrary<ScheduleDraft>): fc.Arbitrary<ScheduleDraft> {
  const children = fc.array(child, { minLength: 1, maxLength: 3 });
  return fc.oneof(
    fc.tuple(bounds, fc.boolean(), sides).chain(([all, rebase, side]) => {
      const boundaries = all.slice(0, 3);
      return fc
        .array(child, { minLength: boundaries.length + 1, maxLength: boundaries.length + 1 })
        .map((parts): ScheduleDraft => ({ kind: "join", boundaries, children: parts, rebase, side }));
    }),
    children.map((factors): ScheduleDraft => ({ kind: "product", children: factors })),
    children.map((terms): ScheduleDraft => ({ kind: "sum", children: terms })),
    child.map((each): ScheduleDraft => ({ kind: "clamp", child: each, minimum: 1e-4, maximum: 0.3 })),
    fc
      .record({
        shift: fc.integer({ min: -50, max: 50 }),
        scale: fc.constantFrom(1, 2, 0.5),
        maximum: fc.constantFrom(null, 1000),
        quantum: fc.constantFrom(null, 1, 7, 100),
      })
      .chain((fields) =>
        child.map((each): ScheduleDraft => ({ kind: "time", child: each, minimum: 0, ...fields })),
      ),
    fc
      .record({
        length: fc.integer({ min: 2, max: 400 }),
        multiplier: fc.constantFrom(1, 1, 2, 1.2, 0.9),
        decay: fc.constantFrom(1, 0.5, 0.9, 0),
        decayOf: fc.constantFrom("peak" as const, "amplitude" as const),
        limit: fc.constantFrom(null, 1, 3),
        floor: fc.constantFrom(0, 1e-4),
        down: easings.filter((easing) => easing.kind !== "tanh").filter(isGentle),
      })
      .map(
        ({ down, ...fields }): ScheduleDraft => ({
          kind: "cycles",
          peak: 0.1,
          afterwards: 0.01,
          ...fields,
          child: { kind: "ramp", start: 0, end: 1, from: 1, to: 0, easing: down },
        }),
      ),
  );
}

/** Up to three nodes deep. */
export const scheduleTrees: fc.Arbitrary<Schedule> = fc
  .oneof(
    { weight: 1, arbitrary: leaves },
    { weight: 3, arbitrary: inner(leaves) },
    { weight: 2, arbitrary: inner(inner(leaves)) },
  )
  .map((tree) => scheduleFromTree(tree));
