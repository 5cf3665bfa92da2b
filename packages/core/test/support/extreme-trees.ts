/** Trees with times at the ends of float64 that are read all the same. */
import type { ScheduleDraft } from "../../src/tree/draft.js";

const ramp: ScheduleDraft = { kind: "ramp", start: 0, end: 1, from: 1, to: 0, easing: { kind: "cosine" } };
const line: ScheduleDraft = {
  kind: "ramp",
  start: 0,
  end: 1,
  from: 1,
  to: 0,
  after: "extend",
  before: "extend",
};
const table: ScheduleDraft = { kind: "table", values: [1, 2, 4], interpolation: "linear" };

export const finiteTrees: readonly [name: string, tree: ScheduleDraft][] = [
  [
    "a fast time over cycles",
    { kind: "time", scale: 1e300, child: { kind: "cycles", length: 10, child: ramp } },
  ],
  ["a fast time over a table", { kind: "time", scale: 1e300, child: table }],
  ["a fast time over a line", { kind: "time", scale: 1e300, child: line }],
  ["the smallest scale", { kind: "time", scale: 5e-324, child: ramp }],
  [
    "a far shift",
    { kind: "time", shift: -1e308, scale: 1, child: { kind: "cycles", length: 3, child: line } },
  ],
  ["half steps", { kind: "cycles", length: 0.5, child: { kind: "constant", value: 1 } }],
  ["thirds", { kind: "cycles", length: 1 / 3, child: ramp }],
  ["the shortest cycles", { kind: "cycles", length: 2 ** -1022, child: table }],
  [
    "cycles of no time in cycles",
    { kind: "cycles", length: 10, child: { kind: "cycles", length: 1e-320, child: ramp } },
  ],
  [
    "cycles of the smallest number",
    { kind: "cycles", length: 5e-324, child: { kind: "constant", value: 1 } },
  ],
  ["the longest cycles", { kind: "cycles", length: Number.MAX_VALUE, child: line }],
  ["hardly growing", { kind: "cycles", length: 1, multiplier: 1 + 2 ** -52, child: ramp }],
  ["hardly shrinking", { kind: "cycles", length: 1, multiplier: 1 - 2 ** -53, child: ramp, afterwards: 2 }],
  [
    "shrinking to nothing",
    { kind: "cycles", length: 1e-300, multiplier: 1e-300, child: ramp, afterwards: 2 },
  ],
  ["growing at once", { kind: "cycles", length: 1, multiplier: 1e308, child: line }],
  ["a small quantum", { kind: "time", quantum: 5e-324, child: table }],
  ["a large quantum", { kind: "time", quantum: 1e308, child: line }],
  [
    "a large quantum before a long ramp",
    {
      kind: "time",
      shift: 9,
      quantum: 1e308,
      child: { kind: "ramp", start: 7, end: 1e308, from: -1e200, to: 0, before: "extend" },
    },
  ],
  [
    "few cycles of the smallest number",
    { kind: "cycles", length: 5e-324, multiplier: 1 + 2 ** -52, limit: 5, afterwards: 10, child: ramp },
  ],
  ["nearly whole cycles", { kind: "cycles", length: 100 * 1.1, multiplier: 1.2, child: ramp }],
  ["a join of far ends", { kind: "join", boundaries: [-1e308, 1e308], children: [line, line, table] }],
  ["a ramp of far ends", { kind: "ramp", start: -8e307, end: 8e307, from: 1, to: 0, after: "extend" }],
];
