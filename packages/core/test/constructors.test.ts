/** What holds for every constructor: it takes an options object, checks each field, and returns plain data that can be called. */
import { describe, expect, test } from "vitest";
import * as core from "../src/index.js";
import { refusal } from "./support/refusals.js";

type Options = Readonly<Record<string, unknown>>;
type Constructor = (options: Options) => core.Schedule;

interface Example {
  /** One or more ways to call it that between them use every option. */
  readonly calls: readonly Options[];
  /** Options that are rates: finite and at least 0. */
  readonly rates?: readonly string[];
  /** Options that are counts of steps: whole numbers. */
  readonly counts?: readonly string[];
  /** Options that are above 0. */
  readonly positive?: readonly string[];
  /** Options that are one of a few strings. */
  readonly choices?: readonly string[];
  /** Options that are true or false. */
  readonly flags?: readonly string[];
  /** Options that are schedules, lists, or take any finite number: tested on their own. */
  readonly others?: readonly string[];
}

const lr = core.linear({ start: 1, end: 0, totalSteps: 10 });
const warm = { warmupSteps: 10, warmupFrom: 0.01, warmupRule: "(t+1)/W" };
const warmRatio = { warmupSteps: 10, warmupFromRatio: 0.01 };
const warmRates = ["warmupFrom", "warmupFromRatio"];
const decay = { peak: 0.1, totalSteps: 100, end: 0.001, afterEnd: "hold" };
const decayRatio = { peak: 0.1, totalSteps: 100, endRatio: 0.1 };
const decayRates = ["peak", "end", "endRatio"];

const examples: Readonly<Record<string, Example>> = {
  constant: { calls: [{ value: 0.1 }], rates: ["value"] },
  linear: {
    calls: [{ start: 0.1, end: 0.01, totalSteps: 100, afterEnd: "continue" }],
    rates: ["start", "end"],
    counts: ["totalSteps"],
    choices: ["afterEnd"],
  },
  cosine: {
    calls: [{ ...decay, halfCycles: 3, exponent: 2 }, decayRatio],
    rates: decayRates,
    counts: ["totalSteps"],
    positive: ["halfCycles", "exponent"],
    choices: ["afterEnd"],
  },
  polynomial: {
    calls: [{ ...decay, power: 2 }, decayRatio],
    rates: decayRates,
    counts: ["totalSteps"],
    positive: ["power"],
    choices: ["afterEnd"],
  },
  exponential: {
    calls: [
      { peak: 0.1, gamma: 0.9, every: 10, staircase: true, minimum: 0.001 },
      { peak: 0.1, rate: 0.01 },
      { start: 1e-7, end: 10, totalSteps: 100, afterEnd: "hold" },
    ],
    rates: ["peak", "rate", "start", "end", "minimum"],
    counts: ["every", "totalSteps"],
    positive: ["gamma"],
    choices: ["afterEnd"],
    flags: ["staircase"],
  },
  stepDecay: {
    calls: [{ peak: 0.1, gamma: 0.5, stepSize: 30 }],
    rates: ["peak"],
    counts: ["stepSize"],
    positive: ["gamma"],
  },
  multiStep: {
    calls: [{ peak: 0.1, gamma: 0.1, milestones: [30, 60] }],
    rates: ["peak"],
    positive: ["gamma"],
    others: ["milestones"],
  },
  piecewiseConstant: { calls: [{ boundaries: [10], values: [1, 2] }], others: ["boundaries", "values"] },
  piecewiseInterpolated: {
    calls: [
      {
        points: [
          [0, 1],
          [10, 2],
        ],
        interpolation: "cosine",
      },
    ],
    choices: ["interpolation"],
    others: ["points"],
  },
  inverseSqrt: {
    calls: [
      { peak: 0.1, timescale: 50, ...warm },
      { peak: 0.1, ...warmRatio },
    ],
    rates: ["peak", ...warmRates],
    counts: ["warmupSteps"],
    positive: ["timescale"],
    choices: ["warmupRule"],
  },
  noam: {
    calls: [{ modelSize: 512, warmupSteps: 4000, factor: 2 }],
    rates: ["factor"],
    counts: ["modelSize", "warmupSteps"],
  },
  cosineRestarts: {
    calls: [
      {
        peak: 0.1,
        end: 0.01,
        firstCycleSteps: 10,
        cycleMultiplier: 1.5,
        peakDecay: 0.9,
        decayOf: "amplitude",
        cycles: 3,
      },
      { peak: 0.1, endRatio: 0.1, firstCycleSteps: 10 },
    ],
    rates: ["peak", "end", "endRatio", "peakDecay"],
    counts: ["firstCycleSteps", "cycles"],
    positive: ["cycleMultiplier"],
    choices: ["decayOf"],
  },
  oneCycle: {
    calls: [
      {
        peak: 0.1,
        totalSteps: 100,
        startDivisor: 25,
        endDivisor: 1e4,
        warmupFraction: 0.2,
        annealing: "linear",
      },
      { peak: 0.1, totalSteps: 100, start: 0.01, end: 0, upSteps: 30, downSteps: 40, phases: 3 },
      { peak: 0.1, totalSteps: 100, endRatio: 0.01 },
    ],
    rates: ["peak", "start", "end", "endRatio", "warmupFraction"],
    counts: ["totalSteps", "upSteps", "downSteps"],
    positive: ["startDivisor", "endDivisor"],
    choices: ["annealing"],
    others: ["phases"],
  },
  cyclic: {
    calls: [{ low: 0.01, peak: 0.1, upSteps: 10, downSteps: 20, mode: "exponential-range", gamma: 0.99 }],
    rates: ["low", "peak"],
    counts: ["upSteps", "downSteps"],
    positive: ["gamma"],
    choices: ["mode"],
  },
  warmup: {
    calls: [
      { schedule: lr, ...warm },
      { schedule: 0.1, ...warmRatio },
    ],
    rates: warmRates,
    counts: ["warmupSteps"],
    choices: ["warmupRule"],
    others: ["schedule"],
  },
  warmupConstant: {
    calls: [
      { peak: 0.1, ...warm },
      { peak: 0.1, ...warmRatio },
    ],
    rates: ["peak", ...warmRates],
    counts: ["warmupSteps"],
    choices: ["warmupRule"],
  },
  warmupLinear: {
    calls: [
      { ...decay, ...warm },
      { ...decayRatio, ...warmRatio },
    ],
    rates: [...decayRates, ...warmRates],
    counts: ["totalSteps", "warmupSteps"],
    choices: ["afterEnd", "warmupRule"],
  },
  warmupCosine: {
    calls: [
      { ...decay, ...warm, halfCycles: 3, exponent: 2 },
      { ...decayRatio, ...warmRatio },
    ],
    rates: [...decayRates, ...warmRates],
    counts: ["totalSteps", "warmupSteps"],
    positive: ["halfCycles", "exponent"],
    choices: ["afterEnd", "warmupRule"],
  },
  warmupPolynomial: {
    calls: [
      { ...decay, ...warm, power: 2 },
      { ...decayRatio, ...warmRatio },
    ],
    rates: [...decayRates, ...warmRates],
    counts: ["totalSteps", "warmupSteps"],
    positive: ["power"],
    choices: ["afterEnd", "warmupRule"],
  },
  warmupExponential: {
    calls: [
      { ...decay, ...warm },
      { ...decayRatio, ...warmRatio },
    ],
    rates: [...decayRates, ...warmRates],
    counts: ["totalSteps", "warmupSteps"],
    choices: ["afterEnd", "warmupRule"],
  },
  warmupStableDecay: {
    calls: [
      { ...decay, ...warm, decaySteps: 20, decay: "1-sqrt" },
      { peak: 0.1, endRatio: 0.1, ...warmRatio, stableSteps: 50, decaySteps: 20 },
    ],
    rates: [...decayRates, ...warmRates],
    counts: ["totalSteps", "stableSteps", "decaySteps", "warmupSteps"],
    choices: ["afterEnd", "decay", "warmupRule"],
  },
  join: {
    calls: [{ schedules: [lr, 0.5], boundaries: [10], rebase: false, side: "left", labels: ["a", "b"] }],
    choices: ["side"],
    flags: ["rebase"],
    others: ["schedules", "boundaries", "labels"],
  },
  product: { calls: [{ schedules: [lr, 0.5] }], others: ["schedules"] },
  sum: { calls: [{ schedules: [lr, 0.5] }], others: ["schedules"] },
  clamp: {
    calls: [{ schedule: lr, minimum: 0.2, maximum: 0.8 }],
    others: ["schedule", "minimum", "maximum"],
  },
  scale: { calls: [{ schedule: lr, factor: 0.5 }], others: ["schedule", "factor"] },
  shift: { calls: [{ schedule: lr, steps: -5 }], others: ["schedule", "steps"] },
};

function constructorOf(name: string): Constructor {
  return (core as unknown as Record<string, Constructor>)[name] as Constructor;
}

const cases = Object.entries(examples).map(([name, example]) => ({
  name,
  example,
  make: constructorOf(name),
}));

/** A call that uses the option, with another value for it. */
function callWith(example: Example, option: string, value: unknown): Options {
  const call = example.calls.find((each) => option in each);
  if (call === undefined) throw new Error(`no example uses ${option}`);
  return { ...call, [option]: value };
}

test("every function of the constructors' folder that is public has its example here", () => {
  const modules = import.meta.glob<Record<string, unknown>>("../src/constructors/*.ts", { eager: true });
  const made = new Set(Object.values(modules).flatMap((module) => Object.values(module)));
  const names = Object.keys(core).filter((name) => made.has((core as Record<string, unknown>)[name]));
  expect(names.sort()).toEqual(Object.keys(examples).sort());
});

describe.each(cases)("$name", ({ name, example, make }) => {
  const { rates = [], counts = [], positive = [], choices = [], flags = [], others = [] } = example;

  test("makes schedules that are frozen data and come back from their text", () => {
    for (const call of example.calls) {
      const schedule = make(call);
      expect(core.isSchedule(schedule)).toBe(true);
      expect(Object.isFrozen(schedule.node)).toBe(true);
      const copy = core.fromJSON(JSON.stringify(schedule));
      expect(copy.node).toStrictEqual(schedule.node);
      for (const step of [0, 1, 9, 10, 11, 50, 99, 100, 101, 1e6]) expect(copy(step)).toBe(schedule(step));
    }
  });

  test("gives finite rates of at least 0 at every step", () => {
    for (const call of example.calls) {
      const schedule = make({ ...call, ...("afterEnd" in call ? { afterEnd: "hold" } : {}) });
      for (let step = 0; step <= 300; step++) expect(schedule(step)).toBeGreaterThanOrEqual(0);
      expect(schedule(2 ** 53)).toBeGreaterThanOrEqual(0);
      expect(schedule(-5)).toBeGreaterThanOrEqual(0);
    }
  });

  test("knows each of its options by its kind", () => {
    const known = [...rates, ...counts, ...positive, ...choices, ...flags, ...others];
    expect([...new Set(example.calls.flatMap(Object.keys))].sort()).toEqual(known.sort());
  });

  test("refuses options that are no object", () => {
    for (const options of [undefined, null, 0.1, "peak", [0.1], () => 0]) {
      expect(refusal(() => make(options as unknown as Options)).argument).toBe("options");
    }
  });

  test("refuses an unknown option and says which there are", () => {
    const call = example.calls[0] as Options;
    for (const unknown of ["learningRate", "__proto__", "toString"]) {
      const options = Object.defineProperty({ ...call }, unknown, { value: 1, enumerable: true });
      const error = refusal(() => make(options));
      expect(error.argument).toBe(unknown);
      for (const option of Object.keys(call)) expect(error.message).toContain(option);
      expect(error.message).toContain(name);
    }
  });

  test("refuses every wrong number, by its name", () => {
    const wrong = [
      Number.NaN,
      Number.POSITIVE_INFINITY,
      Number.NEGATIVE_INFINITY,
      "1",
      1n,
      true,
      null,
      {},
      [1],
    ];
    for (const option of [...rates, ...counts, ...positive]) {
      for (const value of [...wrong, -1, -1e-300]) {
        expect(refusal(() => make(callWith(example, option, value))).argument).toBe(option);
      }
    }
    for (const option of counts) {
      for (const value of [0.5, 1.5, 1e-9, 2 ** 53]) {
        expect(refusal(() => make(callWith(example, option, value))).argument).toBe(option);
      }
    }
    for (const option of positive) {
      expect(refusal(() => make(callWith(example, option, 0))).argument).toBe(option);
    }
  });

  test("refuses every wrong word and flag, by its name", () => {
    for (const option of choices) {
      for (const value of ["", "Linear", 0, null, true, ["hold"]]) {
        expect(refusal(() => make(callWith(example, option, value))).argument).toBe(option);
      }
    }
    for (const option of flags) {
      for (const value of ["true", 0, 1, null]) {
        expect(refusal(() => make(callWith(example, option, value))).argument).toBe(option);
      }
    }
  });

  test("reads an option that is undefined as one that is left out", () => {
    const call = example.calls[0] as Options;
    for (const option of Object.keys(call)) {
      const { [option]: _, ...without } = call;
      const outcome = (options: Options) => {
        try {
          return make(options).node;
        } catch (error) {
          return (error as Error).message;
        }
      };
      expect(outcome({ ...call, [option]: undefined })).toEqual(outcome(without));
    }
  });
});

test("a negative rate is told where negative values may stand", () => {
  expect(refusal(() => core.constant({ value: -0.1 })).message).toBe(
    "value must be a finite rate of at least 0 (only a tree given to scheduleFromTree may hold negative ones); got -0.1",
  );
});
