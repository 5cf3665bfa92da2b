/** Random schedule trees for property tests: every node kind, easing and side, complete and valid by construction. */
import fc from "fast-check";
import type { Easing, ScheduleNode } from "../../src/tree/node.js";

export interface RandomTreeOptions {
  /** The most nodes between the root and a leaf, both counted. Default: 4. */
  readonly maxDepth?: number;
  /** Whether values such as 5e-324 and 1e308 occur, which make infinities and NaN when they meet. Default: true. */
  readonly extremes?: boolean;
  /** Over how many steps things happen. Default: 1000. */
  readonly span?: number;
}

/** Trees with every field present, as `normalize` returns them: `normalize(tree)` equals `tree`. */
export function randomTrees(options: RandomTreeOptions = {}): fc.Arbitrary<ScheduleNode> {
  const { maxDepth = 4, extremes = true, span = 1000 } = options;
  return treesOver(span, maxDepth, valuesWith(extremes));
}

/** Steps at which a schedule may be asked: mostly counts, some fractions, negatives and numbers up to 2^53. */
export const randomSteps: fc.Arbitrary<number> = fc.oneof(
  { weight: 6, arbitrary: fc.integer({ min: 0, max: 4000 }) },
  { weight: 2, arbitrary: fc.double({ min: -10, max: 4000, noNaN: true }) },
  { weight: 1, arbitrary: fc.integer({ min: -100, max: -1 }) },
  { weight: 1, arbitrary: fc.maxSafeInteger() },
  { weight: 1, arbitrary: fc.constantFrom(0, 2 ** 31, 2 ** 32 + 1, 2 ** 53) },
);

// JSON text has no -0, so normalized trees have none either.
const withoutNegativeZero = (value: number): number => value + 0;

function valuesWith(extremes: boolean): fc.Arbitrary<number> {
  return fc
    .oneof(
      { weight: 4, arbitrary: fc.constantFrom(0, 1, 3e-4, 0.1, 1e-7, 0.5, 25) },
      { weight: 4, arbitrary: fc.double({ min: 0, max: 1, noNaN: true }) },
      { weight: 2, arbitrary: fc.double({ min: -10, max: 10, noNaN: true }) },
      {
        weight: extremes ? 1 : 0,
        arbitrary: fc.constantFrom(5e-324, 2 ** -1022, 1e-300, 8e307, -8e307, 1e300),
      },
    )
    .map((value) => (!extremes && Math.abs(value) < 1e-100 ? 0 : withoutNegativeZero(value)));
}

/** Times on the scale of `span`, the length of what is going on: 1 inside a cycle, many steps elsewhere. */
function timesOver(span: number): fc.Arbitrary<number> {
  return fc
    .oneof(
      { weight: 4, arbitrary: fc.integer({ min: 0, max: 8 }).map((eighth) => (span * eighth) / 8) },
      { weight: 4, arbitrary: fc.double({ min: 0, max: span, noNaN: true }) },
      { weight: 1, arbitrary: fc.double({ min: -span, max: 2 * span, noNaN: true }) },
    )
    .map(withoutNegativeZero);
}

const positiveValues: fc.Arbitrary<number> = fc.oneof(
  fc.constantFrom(1, 0.1, 3e-4, 10),
  fc.double({ min: -12, max: 4, noNaN: true }).map((exponent) => 10 ** exponent),
);

const exponents: fc.Arbitrary<number> = fc.oneof(
  fc.constantFrom(1, 2, 0.5, 3),
  fc.double({ min: 0.05, max: 6, noNaN: true }),
);

const powerExponents: fc.Arbitrary<number> = fc.oneof(
  fc.constantFrom(-0.5, -1, 0, 1, 2, 0.5),
  fc.double({ min: -3, max: 3, noNaN: true }).map(withoutNegativeZero),
);

const easings: fc.Arbitrary<Easing> = fc
  .record({ timeExponent: fc.oneof({ weight: 3, arbitrary: fc.constant(1) }, exponents) })
  .chain(({ timeExponent }) =>
    fc.oneof<fc.Arbitrary<Easing>[]>(
      fc.constant({ kind: "linear", timeExponent }),
      exponents.map((exponent) => ({ kind: "power", exponent, timeExponent })),
      exponents.map((exponent) => ({ kind: "reversePower", exponent, timeExponent })),
      fc
        .record({
          exponent: fc.oneof({ weight: 3, arbitrary: fc.constant(1) }, exponents),
          halfCycles: fc.oneof({ weight: 3, arbitrary: fc.constant(1) }, fc.constantFrom(0, 2, 3, 7.5)),
        })
        .map(({ exponent, halfCycles }) => ({ kind: "cosine", exponent, halfCycles, timeExponent })),
      fc
        .record({ lower: fc.double({ min: -8, max: 0, noNaN: true }), upper: fc.constantFrom(3, 0.5, 20) })
        .map(({ lower, upper }) => ({
          kind: "tanh",
          lower: withoutNegativeZero(lower),
          upper,
          timeExponent,
        })),
      fc.constant({ kind: "halfLife", timeExponent }),
      fc.constantFrom(1, 9, -0.5, 0).map((curvature) => ({ kind: "rational", curvature, timeExponent })),
      fc.constantFrom(2, 10, 0.5, 1000).map((base) => ({ kind: "logarithmic", base, timeExponent })),
    ),
  );

const sides = fc.constantFrom("right" as const, "left" as const);
const outside = fc.constantFrom("hold" as const, "extend" as const);

function ascending(times: fc.Arbitrary<number>, maxLength: number): fc.Arbitrary<number[]> {
  return fc.array(times, { maxLength }).map((list) => list.sort((a, b) => a - b));
}

function leavesOver(span: number, values: fc.Arbitrary<number>): fc.Arbitrary<ScheduleNode>[] {
  const times = timesOver(span);
  const ends = fc.tuple(times, times).map(([a, b]) => ({ start: Math.min(a, b), end: Math.max(a, b) }));
  const edges = { before: outside, after: outside, easing: easings };
  return [
    values.map((value) => ({ kind: "constant", value })),
    fc.record({ ends, from: values, to: values, ...edges }).map(({ ends: { start, end }, ...rest }) => ({
      kind: "ramp",
      start,
      end,
      from: rest.from,
      to: rest.to,
      easing: rest.easing,
      interpolation: "arithmetic",
      before: rest.before,
      after: rest.after,
    })),
    fc
      .record({
        ends,
        from: positiveValues,
        to: positiveValues,
        sign: fc.constantFrom(1, 1, 1, -1),
        ...edges,
      })
      .map(({ ends: { start, end }, sign, ...rest }) => ({
        kind: "ramp",
        start,
        end,
        from: sign * rest.from,
        to: sign * rest.to,
        easing: rest.easing,
        interpolation: "geometric",
        before: rest.before,
        after: rest.after,
      })),
    fc
      .record({
        scale: values,
        offset: fc.constantFrom(0, 1, 0.25, 400),
        slope: fc.constantFrom(1, 1 / 3, 1 / span, -0.01 / span),
        exponent: powerExponents,
      })
      .map((fields) => ({ kind: "power", ...fields })),
    ascending(times, 5).chain((boundaries) =>
      fc
        .record({
          values: fc.array(values, { minLength: boundaries.length + 1, maxLength: boundaries.length + 1 }),
          side: sides,
        })
        .map((rest) => ({ kind: "stairs", boundaries, ...rest })),
    ),
    fc
      .record({
        start: times,
        values: fc.array(values, { minLength: 1, maxLength: 12 }),
        interpolation: fc.constantFrom("previous" as const, "linear" as const),
      })
      .map((fields) => ({ kind: "table", ...fields })),
  ];
}

function treesOver(span: number, depth: number, values: fc.Arbitrary<number>): fc.Arbitrary<ScheduleNode> {
  const leaves = leavesOver(span, values);
  if (depth <= 1) return fc.oneof(...leaves);
  const child = treesOver(span, depth - 1, values);
  const times = timesOver(span);
  const few = fc.array(child, { minLength: 1, maxLength: 3 });
  return fc.oneof(
    { weight: 2, arbitrary: fc.oneof(...leaves) },
    { weight: 1, arbitrary: timeWarps(child, times, span) },
    { weight: 1, arbitrary: repetitions(treesOver(1, depth - 1, values), values, span) },
    { weight: 2, arbitrary: joins(child, times) },
    { weight: 1, arbitrary: few.map((children): ScheduleNode => ({ kind: "product", children })) },
    { weight: 1, arbitrary: few.map((children): ScheduleNode => ({ kind: "sum", children })) },
    { weight: 1, arbitrary: clamps(child, values) },
  );
}

function timeWarps(
  child: fc.Arbitrary<ScheduleNode>,
  times: fc.Arbitrary<number>,
  span: number,
): fc.Arbitrary<ScheduleNode> {
  return fc
    .record({
      child,
      shift: fc.oneof(fc.constantFrom(0, -1, 1), times),
      scale: fc.constantFrom(1, 0.5, 3, 1 / 3),
      limits: limitsOf(times),
      quantum: fc.oneof(fc.constant(null), fc.constantFrom(span / 8, span / 3, span / 100)),
    })
    .map(({ child, shift, scale, limits, quantum }) => ({
      kind: "time",
      child,
      shift,
      scale,
      ...limits,
      quantum,
    }));
}

function repetitions(
  child: fc.Arbitrary<ScheduleNode>,
  values: fc.Arbitrary<number>,
  span: number,
): fc.Arbitrary<ScheduleNode> {
  return fc
    .record({
      child,
      length: fc.oneof(fc.constantFrom(span / 2, span / 10, span / 3), fc.constant(1)),
      multiplier: fc.oneof(fc.constantFrom(1, 2, 1.5, 3, 0.5), fc.double({ min: 0.1, max: 4, noNaN: true })),
      peak: values,
      floor: values,
      decay: fc.constantFrom(1, 0.5, 0.9, 1.1, 0),
      decayOf: fc.constantFrom("peak" as const, "amplitude" as const),
      limit: fc.oneof(fc.constant(null), fc.integer({ min: 1, max: 6 })),
      afterwards: values,
    })
    .map((fields) => ({ kind: "cycles", ...fields }));
}

function joins(child: fc.Arbitrary<ScheduleNode>, times: fc.Arbitrary<number>): fc.Arbitrary<ScheduleNode> {
  return ascending(times, 3).chain((boundaries) => {
    const length = { minLength: boundaries.length + 1, maxLength: boundaries.length + 1 };
    return fc
      .record({
        children: fc.array(child, length),
        rebase: fc.boolean(),
        side: sides,
        labels: fc.oneof(fc.constant(null), fc.array(fc.constantFrom("warm-up", "stable", "decay"), length)),
      })
      .map((fields) => ({ kind: "join", boundaries, ...fields }));
  });
}

function clamps(child: fc.Arbitrary<ScheduleNode>, values: fc.Arbitrary<number>): fc.Arbitrary<ScheduleNode> {
  return fc
    .record({ child, limits: limitsOf(values) })
    .map(({ child, limits }) => ({ kind: "clamp", child, ...limits }));
}

/** A minimum and a maximum in order, each of which may be missing. */
function limitsOf(
  values: fc.Arbitrary<number>,
): fc.Arbitrary<{ minimum: number | null; maximum: number | null }> {
  return fc.oneof(
    fc.constant({ minimum: null, maximum: null }),
    values.map((minimum) => ({ minimum, maximum: null })),
    values.map((maximum) => ({ minimum: null, maximum })),
    fc.tuple(values, values).map(([a, b]) => ({ minimum: Math.min(a, b), maximum: Math.max(a, b) })),
  );
}
