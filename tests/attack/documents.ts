/** Documents of schedules that are well-formed and hostile: nested scales, and the smallest and largest of all numbers. */
import type { ScheduleNode } from "@anneal/core";
import fc from "fast-check";
import { randomTrees } from "../../packages/core/test/support/random-trees.js";

/** Numbers at the edges of float64, and usual ones. */
export const hostileNumbers: fc.Arbitrary<number> = fc
  .oneof(
    { weight: 3, arbitrary: fc.constantFrom(0, 1, 2, 0.5, 3, 10, 1000, 1e-3) },
    { weight: 2, arbitrary: fc.integer({ min: -5000, max: 5000 }) },
    { weight: 2, arbitrary: fc.double({ noNaN: true, noDefaultInfinity: true }) },
    {
      weight: 2,
      arbitrary: fc
        .tuple(fc.integer({ min: -320, max: 308 }), fc.constantFrom(1, -1, 1.5, 9.9))
        .map(([exponent, factor]) => factor * 10 ** exponent),
    },
    {
      weight: 2,
      arbitrary: fc.constantFrom(
        Number.MIN_VALUE,
        2 ** -1022,
        2 ** -1074 * 3,
        Number.EPSILON,
        1 - 2 ** -53,
        1 + 2 ** -52,
        2 ** 52 + 1,
        2 ** 53 - 1,
        2 ** 53,
        2 ** 53 + 2,
        1e200,
        1e-200,
        Number.MAX_VALUE,
        -Number.MAX_VALUE,
      ),
    },
  )
  .filter(Number.isFinite)
  // JSON text has no -0.
  .map((value) => value + 0);

const positive = hostileNumbers.map(Math.abs).filter((value) => value > 0);
const orNull = <T>(numbers: fc.Arbitrary<T>) => fc.option(numbers, { nil: null, freq: 1 });

/** Text that breaks terminals and XML. */
export const hostileText: fc.Arbitrary<string> = fc.oneof(
  fc.constantFrom(
    "warm-up",
    "\u001b[31mred\u001b[0m",
    "\u0007bell\u0000nul",
    "two\r\nlines\u2028three",
    "\u202Eabc\u2066",
    "a\u200Bb\uFEFFc\u00ADd",
    "<![CDATA[&amp;]]>\uFFFE\uFFFF",
    "\uD800 half",
    "",
  ),
  fc.string({ unit: "binary", maxLength: 12 }),
  fc.string({ maxLength: 300 }),
);

/** Text that JSON keeps as it is: strings of whole characters. */
const labels = hostileText.map((text) => text.replace(/\p{Surrogate}/gu, "\uFFFD"));

function limitsOf(numbers: fc.Arbitrary<number>) {
  return fc.tuple(orNull(numbers), orNull(numbers)).map(([a, b]) => ({
    minimum: a !== null && b !== null ? Math.min(a, b) : a,
    maximum: a !== null && b !== null ? Math.max(a, b) : b,
  }));
}

const ascending = fc.array(hostileNumbers, { maxLength: 4 }).map((numbers) => numbers.sort((a, b) => a - b));

const leaves: fc.Arbitrary<ScheduleNode> = fc.oneof(
  fc.constantFrom(0, 1, 3e-4).map((value): ScheduleNode => ({ kind: "constant", value })),
  fc
    .record({
      start: hostileNumbers,
      values: fc.array(hostileNumbers, { minLength: 1, maxLength: 6 }),
      interpolation: fc.constantFrom("previous" as const, "linear" as const),
    })
    .map((fields): ScheduleNode => ({ kind: "table", ...fields })),
  ascending.chain((boundaries) =>
    fc
      .record({
        values: fc.array(hostileNumbers, {
          minLength: boundaries.length + 1,
          maxLength: boundaries.length + 1,
        }),
        side: fc.constantFrom("right" as const, "left" as const),
      })
      .map((fields): ScheduleNode => ({ kind: "stairs", boundaries, ...fields })),
  ),
  fc
    .record({
      scale: hostileNumbers,
      offset: hostileNumbers,
      slope: hostileNumbers,
      exponent: hostileNumbers,
    })
    .map((fields): ScheduleNode => ({ kind: "power", ...fields })),
  randomTrees({ maxDepth: 1 }),
  randomTrees({ maxDepth: 1, span: 1 }),
);

function treesOfDepth(depth: number): fc.Arbitrary<ScheduleNode> {
  if (depth <= 1) return leaves;
  const child = treesOfDepth(depth - 1);
  const few = fc.array(child, { minLength: 1, maxLength: 3 });
  return fc.oneof(
    { weight: 1, arbitrary: leaves },
    {
      weight: 3,
      arbitrary: fc
        .record({
          child,
          shift: hostileNumbers,
          scale: positive,
          limits: limitsOf(hostileNumbers),
          quantum: orNull(positive),
        })
        .map(({ limits, ...fields }): ScheduleNode => ({ kind: "time", ...fields, ...limits })),
    },
    {
      weight: 3,
      arbitrary: fc
        .record({
          child,
          length: positive,
          multiplier: fc.oneof(fc.constant(1), positive),
          peak: hostileNumbers,
          floor: hostileNumbers,
          decay: hostileNumbers.map(Math.abs),
          decayOf: fc.constantFrom("peak" as const, "amplitude" as const),
          limit: orNull(
            fc.oneof(
              fc.integer({ min: 1, max: 9 }),
              fc.maxSafeInteger().filter((n) => n > 0),
            ),
          ),
          afterwards: hostileNumbers,
        })
        .map((fields): ScheduleNode => ({ kind: "cycles", ...fields })),
    },
    {
      weight: 2,
      arbitrary: ascending.chain((boundaries) => {
        const length = { minLength: boundaries.length + 1, maxLength: boundaries.length + 1 };
        return fc
          .record({
            children: fc.array(child, length),
            rebase: fc.boolean(),
            side: fc.constantFrom("right" as const, "left" as const),
            labels: orNull(fc.array(labels, length)),
          })
          .map((fields): ScheduleNode => ({ kind: "join", boundaries, ...fields }));
      }),
    },
    { weight: 1, arbitrary: few.map((children): ScheduleNode => ({ kind: "sum", children })) },
    { weight: 1, arbitrary: few.map((children): ScheduleNode => ({ kind: "product", children })) },
    {
      weight: 1,
      arbitrary: fc
        .record({ child, limits: limitsOf(hostileNumbers) })
        .map(({ child, limits }): ScheduleNode => ({ kind: "clamp", child, ...limits })),
    },
  );
}

/** Trees whose shape is right; the numbers in them may be refused. */
export const hostileTrees: fc.Arbitrary<ScheduleNode> = fc
  .integer({ min: 2, max: 5 })
  .chain((depth) => treesOfDepth(depth));
