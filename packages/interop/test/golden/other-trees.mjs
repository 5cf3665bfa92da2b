/** A tree for every node and easing that Optax has no schedule for. */
/**
 * @param {import("@anneal/core").EasingDraft} easing
 * @param {object} more
 */
const ramp = (easing, more = {}) =>
  /** @type {import("@anneal/core").ScheduleDraft} */ ({
    kind: "ramp",
    start: 10,
    end: 200,
    from: 1,
    to: 0.1,
    easing,
    ...more,
  });

/** @type {Record<string, import("@anneal/core").ScheduleDraft>} */
export const otherTrees = {
  "power easing": ramp({ kind: "power", exponent: 1.5 }),
  "time exponent": ramp({ kind: "linear", timeExponent: 2 }),
  "cosine waves": ramp({ kind: "cosine", halfCycles: 3 }),
  "cosine to a power, upwards": ramp({ kind: "cosine", exponent: 2 }, { from: 0, start: 0 }),
  tanh: ramp({ kind: "tanh", lower: -6, upper: 3 }),
  "half-life": ramp({ kind: "halfLife" }),
  rational: ramp({ kind: "rational", curvature: 9 }),
  logarithmic: ramp({ kind: "logarithmic", base: 100 }),
  extended: ramp({ kind: "linear" }, { before: "extend", after: "extend" }),
  geometric: ramp({ kind: "linear" }, { interpolation: "geometric" }),
  jump: ramp({ kind: "linear" }, { start: 50, end: 50 }),
  "inverse square root": { kind: "power", scale: 0.3, offset: 1, slope: 0.1, exponent: -0.5 },
  "stairs from the left": { kind: "stairs", boundaries: [30, 90], values: [1, 0, 0.5], side: "left" },
  "table of counts": { kind: "table", start: 6, values: [0.1, 0.5, 0.2, 0.9] },
  "table between counts": {
    kind: "time",
    scale: 0.25,
    child: { kind: "table", start: 6, values: [0.1, 0.5, 0.2, 0.9], interpolation: "linear" },
  },
  retimed: {
    kind: "time",
    shift: 20,
    scale: 2,
    minimum: 0,
    maximum: 300,
    quantum: 7,
    child: ramp({ kind: "linear" }),
  },
  "staircase decay": {
    kind: "time",
    quantum: 30,
    child: { kind: "ramp", start: 0, end: 30, from: 1, to: 0.5, interpolation: "geometric", after: "extend" },
  },
  "equal cycles": {
    kind: "cycles",
    child: { kind: "ramp", start: 0, end: 1, from: 1, to: 0, easing: { kind: "cosine" } },
    length: 40,
    peak: 0.1,
    floor: 0.01,
    decay: 0.5,
  },
  "growing cycles": {
    kind: "cycles",
    child: { kind: "ramp", start: 0, end: 1, from: 1, to: 0 },
    length: 20,
    multiplier: 1.5,
    peak: 0.1,
    floor: 0.01,
    decay: 0.9,
    decayOf: "amplitude",
    limit: 4,
    afterwards: 0.005,
  },
  "growing cycles without an end": {
    kind: "cycles",
    child: { kind: "ramp", start: 0, end: 1, from: 1, to: 0, easing: { kind: "cosine" } },
    length: 10,
    multiplier: 2,
    peak: 0.1,
  },
  "shrinking cycles": {
    kind: "cycles",
    child: { kind: "ramp", start: 0, end: 1, from: 1, to: 0 },
    length: 160,
    multiplier: 0.5,
    peak: 0.1,
    afterwards: 0.01,
  },
  "a wave without an end": ramp({ kind: "cosine" }, { start: 0, end: 33, after: "extend" }),
  "parts by the same clock": {
    kind: "join",
    boundaries: [45, 150],
    children: [ramp({ kind: "linear" }), { kind: "constant", value: 0.3 }, ramp({ kind: "cosine" })],
    rebase: false,
    side: "left",
  },
  "parts that count from their own start": {
    kind: "join",
    boundaries: [10, 100, 200],
    children: [
      ramp({ kind: "linear" }, { start: 0, end: 10, from: 0, to: 1 }),
      ramp({ kind: "cosine" }, { end: 100 }),
      {
        kind: "product",
        children: [
          { kind: "power", scale: 1, offset: 0, slope: 0.01, exponent: -0.5 },
          { kind: "stairs", boundaries: [150], values: [0.3, 0.2] },
          { kind: "table", start: 120, values: [1, 0.9, 0.8] },
        ],
      },
      { kind: "constant", value: 0.05 },
    ],
    rebase: false,
  },
  "product, sum and clamp": {
    kind: "clamp",
    minimum: 0.2,
    maximum: 0.9,
    child: {
      kind: "sum",
      children: [
        { kind: "product", children: [ramp({ kind: "linear" }), { kind: "constant", value: 0.5 }] },
        ramp({ kind: "cosine" }, { start: 0 }),
      ],
    },
  },
};
