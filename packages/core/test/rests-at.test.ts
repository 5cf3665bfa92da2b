/** Where each kind of node comes to rest, and that its value stays the same from there on. */
import { describe, expect, test } from "vitest";
import { restsAt, type ScheduleDraft, scheduleFromTree } from "../src/index.js";

const always = Number.NEGATIVE_INFINITY;
const never = Number.POSITIVE_INFINITY;

const ramp = { kind: "ramp", start: 4, end: 10, from: 1, to: 0 } as const;
const table = { kind: "table", start: 3, values: [1, 5, 2, 4] } as const;
const root = { kind: "power", offset: 100, slope: 1, exponent: -0.5 } as const;
const constant = { kind: "constant", value: 2 } as const;
const cycles = { kind: "cycles", child: { ...ramp, start: 0, end: 1 }, length: 5 } as const;

const rests: readonly (readonly [string, ScheduleDraft, number])[] = [
  ["a constant", constant, always],
  ["a ramp", ramp, 10],
  ["a flat ramp", { ...ramp, to: 1, after: "extend" }, always],
  ["a ramp that goes on", { ...ramp, after: "extend" }, never],
  ["a power", root, never],
  ["a power without a slope", { ...root, slope: 0 }, always],
  ["a power with the exponent 0", { ...root, exponent: 0 }, always],
  ["a power with the scale 0", { ...root, scale: 0 }, always],
  ["stairs", { kind: "stairs", boundaries: [2, 5, 7], values: [3, 2, 4, 1] }, 7],
  ["stairs of one value", { kind: "stairs", boundaries: [], values: [3] }, always],
  ["a table", table, 6],
  ["a linear table", { ...table, interpolation: "linear" }, 6],
  ["a table of one value", { kind: "table", start: 3, values: [1] }, 3],
  ["a shifted ramp", { kind: "time", shift: 5, child: ramp }, 15],
  ["a slower ramp", { kind: "time", scale: 0.5, child: ramp }, 20],
  ["a slower ramp, shifted", { kind: "time", shift: 5, scale: 0.5, child: ramp }, 25],
  ["a ramp that is held before its end", { kind: "time", maximum: 8, child: ramp }, 8],
  ["a ramp that is held after its end", { kind: "time", maximum: 12, child: ramp }, 10],
  ["a curve that is held", { kind: "time", maximum: 8, child: root }, 8],
  ["a ramp by quanta", { kind: "time", quantum: 4, child: ramp }, 12],
  ["a ramp by quanta, slower and shifted", { kind: "time", quantum: 4, scale: 2, shift: 1, child: ramp }, 7],
  ["cycles", cycles, never],
  ["a limited number of cycles", { ...cycles, limit: 3, afterwards: 0 }, 15],
  ["cycles that become longer", { ...cycles, multiplier: 2, limit: 3, afterwards: 0 }, 35],
  ["a join whose last part is constant", { kind: "join", boundaries: [3], children: [ramp, constant] }, 3],
  [
    "a join that counts anew",
    { kind: "join", boundaries: [3], children: [constant, ramp], rebase: true },
    13,
  ],
  ["a join that doesn't", { kind: "join", boundaries: [3], children: [constant, ramp], rebase: false }, 10],
  [
    "a join after its last part's end",
    { kind: "join", boundaries: [30], children: [root, ramp], rebase: false },
    30,
  ],
  ["a join of one part", { kind: "join", boundaries: [], children: [ramp], rebase: true }, 10],
  ["a product", { kind: "product", children: [ramp, table] }, 10],
  ["a sum", { kind: "sum", children: [constant, table] }, 6],
  ["a sum of constants", { kind: "sum", children: [constant, constant] }, always],
  ["a sum with a part that goes on", { kind: "sum", children: [ramp, root] }, never],
  ["a clamp", { kind: "clamp", minimum: 0.2, child: ramp }, 10],
];

describe.each(rests)("%s", (_, tree, step) => {
  const schedule = scheduleFromTree(tree);
  test(`rests at ${step}`, () => expect(restsAt(schedule.node)).toBe(step));
  test("keeps its value from there on", () => {
    if (step === never) return;
    const first = Math.max(step, -50);
    const last = schedule(first);
    expect([0.25, 1, 2.5, 1000].map((after) => schedule(first + after))).toEqual([last, last, last, last]);
  });
});
