/** What holds for every rule that follows a metric, whatever the metrics are. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  cosineRestarts,
  fromJSON,
  Greedy,
  type GreedyOptions,
  ReduceOnPlateau,
  type ReduceOnPlateauOptions,
  sample,
  warmupCosine,
} from "../src/index.js";

const finite = fc.double({ min: -1e3, max: 1e3, noNaN: true });
const metric = fc.oneof(
  { weight: 12, arbitrary: finite },
  fc.constantFrom(Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 0, -0),
);
const metrics = fc.array(metric, { maxLength: 60 });

const improvement = {
  mode: fc.constantFrom("min" as const, "max" as const),
  threshold: fc.double({ min: 0, max: 2, noNaN: true }),
  thresholdMode: fc.constantFrom("relative" as const, "absolute" as const),
};
const window = {
  from: fc.nat(10),
  until: fc.option(fc.integer({ min: 11, max: 40 })),
  minimum: fc.option(fc.double({ min: 0, max: 0.05, noNaN: true })),
};
const plateauOptions: fc.Arbitrary<ReduceOnPlateauOptions> = fc.record({
  ...improvement,
  ...window,
  factor: fc.double({ min: 0.01, max: 0.99, noNaN: true }),
  patience: fc.nat(3),
  cooldown: fc.nat(3),
  minimumFactor: fc.double({ min: 0, max: 1, noNaN: true }),
  eps: fc.constantFrom(0, 1e-3),
  window: fc.option(fc.integer({ min: 1, max: 5 }), { nil: null }),
});
const greedyOptions: fc.Arbitrary<GreedyOptions> = fc.record({
  ...improvement,
  ...window,
  factor: fc.double({ min: 0.3, max: 0.99, noNaN: true }),
  patience: fc.nat(2),
  pauseAfterCut: fc.nat(2),
  pauseAfterRaise: fc.nat(2),
  minimumFactor: fc.double({ min: 0.05, max: 1, noNaN: true }),
  maximumFactor: fc.double({ min: 1, max: 4, noNaN: true }),
  smoothing: fc.integer({ min: 1, max: 4 }),
  resetAfter: fc.option(fc.integer({ min: 1, max: 3 }), { nil: null }),
});

type Rule = ReduceOnPlateau | Greedy;
const rules: readonly [string, fc.Arbitrary<() => Rule>, (record: unknown) => Rule][] = [
  [
    "ReduceOnPlateau",
    plateauOptions.map((options) => () => new ReduceOnPlateau(options)),
    ReduceOnPlateau.fromStateDict,
  ],
  ["Greedy", greedyOptions.map((options) => () => new Greedy(options)), Greedy.fromStateDict],
];

const base = warmupCosine({ peak: 0.1, warmupSteps: 7, totalSteps: 50 });
const steps = Array.from({ length: 70 }, (_, step) => step);

describe.each(rules)("%s", (_name, anyRule, fromStateDict) => {
  it("continues from a state, at any metric, as if it had never stopped", () => {
    fc.assert(
      fc.property(anyRule, metrics, metrics, (make, before, after) => {
        const whole = make();
        for (const value of before) whole.step(value);
        const resumed = fromStateDict(JSON.stringify(whole.stateDict()));
        expect(resumed.stateDict()).toEqual(whole.stateDict());
        expect(resumed.factor).toBe(whole.factor);
        for (const value of after) expect(resumed.step(value)).toEqual(whole.step(value));
        expect(resumed.stateDict()).toEqual(whole.stateDict());
        expect(resumed.changes).toEqual(whole.changes);
      }),
    );
  });

  it("continues by loadStateDict whatever it had seen before, and its rates follow", () => {
    fc.assert(
      fc.property(anyRule, metrics, metrics, metrics, (make, before, other, after) => {
        const whole = make();
        for (const value of before) whole.step(value);
        const resumed = make();
        const live = resumed.apply(base);
        for (const value of other) resumed.step(value);
        resumed.loadStateDict(JSON.parse(JSON.stringify(whole.stateDict())));
        for (const value of after) expect(resumed.step(value)).toEqual(whole.step(value));
        expect(resumed.stateDict()).toEqual(whole.stateDict());
        expect(steps.map(live)).toEqual(steps.map(whole.apply(base)));
      }),
    );
  });

  it("rejects a state with other options, and keeps its own", () => {
    fc.assert(
      fc.property(anyRule, metrics, (make, all) => {
        const rule = make();
        for (const value of all) rule.step(value);
        const state = rule.stateDict() as { readonly options: { readonly threshold: number } };
        const threshold = state.options.threshold + 0.5;
        const other = { ...state, options: { ...state.options, threshold } };
        expect(() => rule.loadStateDict(other)).toThrow(/^state\.options\.threshold must be .*fromStateDict/);
        expect(rule.stateDict()).toEqual(state);
      }),
    );
  });

  it("is the same function live and as a schedule, bit for bit", () => {
    fc.assert(
      fc.property(anyRule, metrics, (make, all) => {
        const rule = make();
        const live = rule.apply(base);
        for (const value of all) rule.step(value);
        const schedule = rule.schedule(base);
        expect(steps.map(schedule)).toEqual(steps.map(live));
        expect([...sample(fromJSON(JSON.stringify(schedule)), { steps })]).toEqual(steps.map(live));
        // A plain function of the same values is as good as a schedule.
        expect(steps.map(rule.apply((step) => base(step)))).toEqual(steps.map(live));
      }),
    );
  });

  it("does not change the past", () => {
    fc.assert(
      fc.property(anyRule, metrics, metrics, (make, before, after) => {
        const rule = make();
        const live = rule.apply(1);
        for (const value of before) rule.step(value);
        const past = steps.slice(0, (rule.lastStep ?? 0) + 1);
        const then = past.map(live);
        for (const value of after) rule.step(value);
        expect(past.map(live)).toEqual(then);
      }),
    );
  });

  it("ignores metrics outside its window", () => {
    fc.assert(
      fc.property(anyRule, metrics, metrics, (make, counted, others) => {
        const rule = make();
        const { from, until } = rule.stateDict().options;
        const inside = counted.slice(0, (until ?? Number.POSITIVE_INFINITY) - from);
        const alone = make();
        inside.forEach((value, i) => {
          alone.step(value, from + i);
        });
        others.slice(0, from).forEach((value, i) => {
          expect(rule.step(value, i).counted).toBe(false);
        });
        inside.forEach((value, i) => {
          expect(rule.step(value, from + i).counted).toBe(true);
        });
        if (until !== null) for (const value of others) expect(rule.step(value, until).counted).toBe(false);
        expect(rule.changes).toEqual(alone.changes);
        expect(rule.best).toBe(alone.best);
      }),
    );
  });

  it("depends only on the order of the metrics, with an absolute threshold of 0", () => {
    const order = fc.array(fc.nat(20), { maxLength: 60 });
    fc.assert(
      fc.property(anyRule, order, (make, ranks) => {
        const { options } = make().stateDict();
        const plain = { ...options, thresholdMode: "absolute", threshold: 0 } as const;
        const [one, other] =
          "smoothing" in plain
            ? [new Greedy({ ...plain, smoothing: 1 }), new Greedy({ ...plain, smoothing: 1 })]
            : [new ReduceOnPlateau(plain), new ReduceOnPlateau(plain)];
        for (const rank of ranks) {
          one.step(rank);
          // Rising, and negative for the smaller half.
          other.step((rank - 10) ** 3 - 5);
        }
        expect(other.changes).toEqual(one.changes);
      }),
    );
  });

  it("reads a maximum as the minimum of the negative", () => {
    fc.assert(
      fc.property(anyRule, metrics, (make, all) => {
        const { options } = make().stateDict();
        const rule = (mode: "min" | "max"): Rule =>
          "smoothing" in options
            ? new Greedy({ ...options, mode })
            : new ReduceOnPlateau({ ...options, mode });
        const [lowest, highest] = [rule("min"), rule("max")];
        for (const value of all) {
          lowest.step(value);
          highest.step(-value);
        }
        expect(highest.changes).toEqual(lowest.changes);
      }),
    );
  });
});

describe("the factor", () => {
  it("of a plateau never rises, and never falls below its minimum", () => {
    fc.assert(
      fc.property(plateauOptions, metrics, (options, all) => {
        const plateau = new ReduceOnPlateau(options);
        let last = 1;
        for (const value of all) {
          const { factor } = plateau.step(value);
          expect(factor).toBeLessThanOrEqual(last);
          expect(factor).toBeGreaterThanOrEqual(options.minimumFactor ?? 0);
          last = factor;
        }
      }),
    );
  });

  it("of a greedy rule stays between its limits", () => {
    fc.assert(
      fc.property(greedyOptions, metrics, ({ minimumFactor = 0, maximumFactor = 0, ...options }, all) => {
        const greedy = new Greedy({ ...options, minimumFactor, maximumFactor });
        for (const value of all) {
          const { factor } = greedy.step(value);
          expect(factor).toBeGreaterThanOrEqual(minimumFactor);
          expect(factor).toBeLessThanOrEqual(maximumFactor);
        }
      }),
    );
  });

  it("reduces no rate below the floor, and leaves the schedule alone before", () => {
    fc.assert(
      fc.property(plateauOptions, metrics, (options, all) => {
        const minimum = 0.02;
        const plateau = new ReduceOnPlateau({ ...options, minimum });
        const restarts = cosineRestarts({ peak: 0.1, firstCycleSteps: 11 });
        for (const value of all) plateau.step(value);
        const first = plateau.changes[0]?.step ?? Number.POSITIVE_INFINITY;
        const rate = plateau.schedule(restarts);
        for (const step of steps) {
          if (step < first) expect(rate(step)).toBe(restarts(step));
          else expect(rate(step)).toBeGreaterThanOrEqual(minimum);
        }
      }),
    );
  });
});
