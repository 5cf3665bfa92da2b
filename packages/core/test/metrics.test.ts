/** The rules that follow a metric, by example: what is counted, when the factor moves, and what is refused. */
import { describe, expect, it } from "vitest";
import {
  AdamW,
  constant,
  cosine,
  Greedy,
  InvalidArgumentError,
  join,
  LRScheduler,
  linear,
  ReduceOnPlateau,
  type ReduceOnPlateauOptions,
  sample,
  stepDecay,
} from "../src/index.js";

/** The factor after each metric. */
function factors(rule: ReduceOnPlateau | Greedy, metrics: readonly number[]): number[] {
  return metrics.map((metric) => rule.step(metric).factor);
}

describe("ReduceOnPlateau", () => {
  it("waits for more than `patience` metrics in a row that are no better", () => {
    const plateau = new ReduceOnPlateau({ factor: 0.5, patience: 2 });
    expect(factors(plateau, [3, 3, 3, 2, 2, 2, 2, 2])).toEqual([1, 1, 1, 1, 1, 1, 0.5, 0.5]);
    expect(plateau.best).toBe(2);
  });

  it("ignores bad metrics of a cooldown, but not better ones", () => {
    const plateau = new ReduceOnPlateau({ factor: 0.5, patience: 0, cooldown: 3 });
    // 2 is the best of the cooldown, so 2.5 afterwards is bad.
    expect(factors(plateau, [3, 3, 3, 2, 9, 2.5, 1])).toEqual([1, 0.5, 0.5, 0.5, 0.5, 0.25, 0.25]);
  });

  it.each(["min", "max"] as const)(
    "takes a relative threshold of the size of negative metrics (%s)",
    (mode) => {
      const sign = mode === "min" ? 1 : -1;
      const plateau = new ReduceOnPlateau({ mode, patience: 0, factor: 0.5, threshold: 0.1 });
      plateau.step(sign * -10);
      // PyTorch takes -9.5 for better than -10: it is below -10 * (1 - 0.1) = -9.
      expect(plateau.step(sign * -9.5)).toMatchObject({ better: false, move: "cut" });
      expect(plateau.step(sign * -10.9)).toMatchObject({ better: false });
      expect(plateau.step(sign * -11.1)).toMatchObject({ better: true, move: null });
    },
  );

  it("never counts NaN or an infinity as better", () => {
    const plateau = new ReduceOnPlateau({ patience: 1, factor: 0.5 });
    expect(factors(plateau, [Number.NaN, Number.NEGATIVE_INFINITY])).toEqual([1, 0.5]);
    expect(plateau.best).toBeNull();
    expect(plateau.step(Number.MAX_VALUE).better).toBe(true);
    expect(plateau.step(Number.NEGATIVE_INFINITY).better).toBe(false);
    expect(plateau.best).toBe(Number.MAX_VALUE);
  });

  it("skips reductions of no more than eps, and stops at the smallest factor", () => {
    const coarse = new ReduceOnPlateau({ patience: 0, factor: 0.5, eps: 0.2 });
    expect(factors(coarse, [1, 1, 1, 1])).toEqual([1, 0.5, 0.25, 0.25]);
    const floored = new ReduceOnPlateau({ patience: 0, factor: 0.5, minimumFactor: 0.3 });
    expect(factors(floored, [1, 1, 1, 1])).toEqual([1, 0.5, 0.3, 0.3]);
    expect(floored.changes).toHaveLength(2);
  });

  it("compares with a window of metrics if requested: a spike before a steady fall is forgotten", () => {
    const losses = [...Array.from({ length: 10 }, (_, i) => 1 - i / 20), 50];
    for (let i = 0; i < 60; i++) losses.push(20 - i / 4);
    const cuts = (options: ReduceOnPlateauOptions) => {
      const rule = new ReduceOnPlateau({ patience: 5, ...options });
      for (const loss of losses) rule.step(loss);
      return rule.changes.length;
    };
    expect(cuts({})).toBe(10);
    expect(cuts({ window: 4 })).toBe(0);
    expect(cuts({ window: 20, patience: 19 })).toBe(1);
    // A plateau is one in a window, too.
    const flat = new ReduceOnPlateau({ patience: 5, window: 8 });
    for (let i = 0; i < 20; i++) flat.step(1 + (i % 3));
    expect([flat.changes.length, flat.best]).toEqual([3, 1]);
    flat.step(Number.NaN);
    expect(flat.stateDict().recent).toEqual([2, 3, 1, 2, 3, 1, 2, null]);
  });

  it("acts only from its part of a join on", () => {
    const warmUp = linear({ start: 0, end: 0.1, totalSteps: 4 });
    const whole = join({ schedules: [warmUp, cosine({ peak: 0.1, totalSteps: 16 })], boundaries: [4] });
    const plateau = new ReduceOnPlateau({ patience: 0, factor: 0.5, from: 4 });
    const lr = plateau.apply(whole);
    // A loss this low would never be beaten, if it counted.
    for (let step = 0; step < 4; step++) plateau.step(0, step);
    expect(plateau.best).toBeNull();
    for (let step = 4; step <= 6; step++) plateau.step(5, step);
    expect([0, 2, 4, 5, 6, 20].map(lr)).toEqual([0, 0.05, 0.1, 0.5 * whole(5), 0.25 * whole(6), 0]);
    expect([...sample(plateau.schedule(whole), { start: 0, count: 21 })]).toEqual(
      Array.from({ length: 21 }, (_, step) => lr(step)),
    );
  });

  it("keeps its factor, and counts no more metrics, from `until` on", () => {
    const plateau = new ReduceOnPlateau({ patience: 0, factor: 0.5, until: 10 });
    plateau.step(1, 8);
    plateau.step(1, 9);
    expect(plateau.step(1, 10)).toEqual({
      step: 10,
      counted: false,
      better: false,
      move: null,
      factor: 0.5,
    });
    expect(plateau.apply(2)(1_000)).toBe(1);
  });

  it("counts one metric per step by default", () => {
    const plateau = new ReduceOnPlateau({ patience: 0 });
    expect([plateau.step(1).step, plateau.step(1).step]).toEqual([1, 2]);
    expect(plateau.step(1, 500).step).toBe(500);
    expect(plateau.step(0, 500).step).toBe(500);
    expect(plateau.changes.map(({ step }) => step)).toEqual([2, 500]);
  });

  it("multiplies a part that is put into another schedule afterwards", () => {
    const plateau = new ReduceOnPlateau({ patience: 0, factor: 0.5 });
    for (const metric of [1, 1, 1]) plateau.step(metric);
    const finished = join({ schedules: [plateau.schedule(0.1), constant({ value: 1e-3 })], boundaries: [9] });
    expect([1, 2, 3, 8, 9].map(finished)).toEqual([0.1, 0.05, 0.025, 0.025, 1e-3]);
  });
});

describe("Greedy", () => {
  it("raises after a streak and cuts on a plateau", () => {
    const greedy = new Greedy({ factor: 0.5, patience: 1 });
    expect(factors(greedy, [9, 8, 7, 6, 6, 6, 6, 6])).toEqual([1, 2, 2, 4, 4, 2, 2, 1]);
  });

  it("ignores metrics during its pauses", () => {
    const greedy = new Greedy({ factor: 0.5, patience: 0, pauseAfterRaise: 2, pauseAfterCut: 1 });
    expect(factors(greedy, [9, 1, 1, 8, 9, 9, 9])).toEqual([2, 2, 2, 4, 4, 4, 2]);
  });

  it("starts over after enough cuts at its minimum", () => {
    const greedy = new Greedy({
      factor: 0.5,
      patience: 0,
      minimumFactor: 0.5,
      resetAfter: 2,
      maximumFactor: 1,
    });
    greedy.step(1);
    expect(greedy.step(2)).toMatchObject({ factor: 0.5, move: "cut" });
    expect(greedy.step(2)).toMatchObject({ factor: 1, move: "reset" });
    expect(greedy.best).toBeNull();
    expect(greedy.step(99).better).toBe(true);
  });

  it("compares the mean of the last metrics, and ignores a NaN among them", () => {
    const greedy = new Greedy({ factor: 0.5, patience: 0, smoothing: 2, maximumFactor: 1 });
    greedy.step(4);
    greedy.step(2);
    expect(greedy.best).toBe(3);
    expect(greedy.step(Number.NaN)).toMatchObject({ better: false, move: "cut" });
    expect(greedy.step(1).better).toBe(true);
    expect(greedy.best).toBe(1.5);
  });
});

/** Calls that are refused, with the argument that is to blame. */
const plateau = (options: object) => () => new ReduceOnPlateau(options);
const greedy = (options: object) => () => new Greedy(options);
const refusals: readonly [string, () => unknown][] = [
  ["factor", plateau({ factor: 1 })],
  ["factor", plateau({ factor: 0 })],
  ["factor", plateau({ factor: Number.NaN })],
  ["patience", plateau({ patience: -1 })],
  ["patience", plateau({ patience: 1.5 })],
  ["threshold", plateau({ threshold: -1e-4 })],
  ["thresholdMode", plateau({ thresholdMode: "rel" })],
  ["mode", plateau({ mode: "up" })],
  ["cooldown", plateau({ cooldown: Number.POSITIVE_INFINITY })],
  ["minimumFactor", plateau({ minimumFactor: 1.1 })],
  ["minimum", plateau({ minimum: -1 })],
  ["from", plateau({ from: -1 })],
  ["until", plateau({ from: 5, until: 5 })],
  ["eps", plateau({ eps: -1 })],
  ["minLr", plateau({ minLr: 0 })],
  ["factor", greedy({ factor: 1.3 })],
  ["minimumFactor", greedy({ minimumFactor: 0 })],
  ["minimumFactor", greedy({ minimumFactor: 2 })],
  ["maximumFactor", greedy({ maximumFactor: 0.5 })],
  ["smoothing", greedy({ smoothing: 0 })],
  ["resetAfter", greedy({ resetAfter: 0 })],
  ["options", () => new Greedy(5 as never)],
  ["metric", () => new Greedy().step("1" as never)],
  ["step", () => new Greedy().step(1, 1.5)],
  ["step", () => new Greedy().step(1, -1)],
  ["base", () => new Greedy().apply("0.1" as never)],
  ["base", () => new Greedy().apply(Number.NaN)],
  ["base", () => new Greedy().schedule(((step: number) => step) as never)],
];

describe("invalid input", () => {
  it.each(refusals)("%s", (argument, call) => {
    expect(call).toThrow(InvalidArgumentError);
    expect(call).toThrow(new RegExp(`^${argument} must be|^unknown option "${argument}"`));
  });

  it("a step that goes back, which changes nothing", () => {
    const rule = new ReduceOnPlateau({ patience: 0 });
    rule.step(1, 10);
    const before = rule.stateDict();
    expect(() => rule.step(1, 9)).toThrow(/^step must be at least 10/);
    expect(() => rule.step(null as never, 11)).toThrow(/^metric must be a number/);
    expect(rule.stateDict()).toEqual(before);
  });
});

describe("a state", () => {
  const rule = new ReduceOnPlateau({ factor: 0.5, patience: 2, cooldown: 2, from: 3 });
  for (const metric of [0, 0, 5, 5, 5, 5, 5, 5, 5, 5]) rule.step(metric);
  const good = rule.stateDict();

  it("is plain JSON with the history", () => {
    expect(JSON.parse(JSON.stringify(good))).toEqual(good);
    expect(good).toMatchObject({ lastStep: 10, best: 5, bad: 2, cooldown: 0, cuts: [6] });
    expect(ReduceOnPlateau.fromStateDict(good).step(5)).toMatchObject({ move: "cut", factor: 0.25 });
  });

  const windowed = (recent: readonly number[]) => ({
    ...good,
    options: { ...good.options, window: 2 },
    recent,
  });
  const { factor: _, ...incomplete } = good.options;
  const corrupt: readonly [string, object][] = [
    ["state.format", { ...good, format: "anneal/greedy" }],
    ["state.version", { ...good, version: 2 }],
    ["state.options", { ...good, options: null }],
    ["state.options.factor", { ...good, options: incomplete }],
    ["state.options.factor", { ...good, options: { ...good.options, factor: 2 } }],
    ["state.lastStep", { ...good, lastStep: -1 }],
    ["state.lastStep", { ...good, lastStep: undefined }],
    ["state.best", { ...good, best: "5" }],
    ["state.best", { ...good, best: undefined }],
    ["state.best", { ...good, lastStep: 2, cuts: [], bad: 0 }],
    ["state.bad", { ...good, bad: 3 }],
    ["state.bad", { ...good, bad: 1, cooldown: 1 }],
    ["state.cooldown", { ...good, bad: 0, cooldown: 3 }],
    ["state.cuts[0]", { ...good, cuts: [2] }],
    ["state.cuts[0]", { ...good, cuts: [11] }],
    ["state.cuts[1]", { ...good, cuts: [6, 5] }],
    ["state.cuts.length", { ...good, options: { ...good.options, minimumFactor: 0.9 }, cuts: [6, 8] }],
    ["state.recent", { ...good, recent: undefined }],
    ["state.recent.length", { ...good, recent: [5] }],
    ["state.recent[0]", windowed([Number.NaN])],
    ["state.recent.length", windowed([5, 6, 7])],
    ["state.best", windowed([6, 7])],
    ["state.options.window", { ...good, options: { ...good.options, window: 0 } }],
    ["state.extra", { ...good, extra: 1 }],
  ];

  it.each(corrupt)("with a wrong %s is rejected", (argument, record) => {
    const found = refusal(() => ReduceOnPlateau.fromStateDict(record));
    expect(found).toBe(argument);
  });

  it.each(["", "{", "[]", "null", "5", '"text"'])("that is the text %j is refused", (text) => {
    expect(() => ReduceOnPlateau.fromStateDict(text)).toThrow(InvalidArgumentError);
    expect(() => Greedy.fromStateDict(text)).toThrow(InvalidArgumentError);
  });

  it("of a greedy rule is rejected when it contradicts itself", () => {
    const greedy = new Greedy({ factor: 0.5, patience: 1, smoothing: 2, minimumFactor: 0.25 });
    for (const metric of [9, 8, 7, 9, 9, 9, 9]) greedy.step(metric);
    const record = greedy.stateDict();
    expect(Greedy.fromStateDict(record).stateDict()).toEqual(record);
    const wrong: readonly [string, object][] = [
      ["state.good", { ...record, good: 2 }],
      ["state.bad", { ...record, good: 1, bad: 1 }],
      ["state.pause", { ...record, pause: 1 }],
      ["state.cutsAtMinimum", { ...record, cutsAtMinimum: 1 }],
      ["state.recent.length", { ...record, recent: [1, 2, 3] }],
      ["state.recent[0]", { ...record, recent: [null] }],
      ["state.changes[0].move", { ...record, changes: [[2, "up"]] }],
      ["state.changes[0].step", { ...record, changes: [[99, "cut"]] }],
      ["state.changes[0]", { ...record, changes: [[2, "reset"]] }],
      ["state.changes[0]", { ...record, changes: [2] }],
    ];
    for (const [argument, value] of wrong) expect(refusal(() => Greedy.fromStateDict(value))).toBe(argument);
  });
});

describe("a live rate", () => {
  it("follows every metric, over any function of the step", () => {
    const plateau = new ReduceOnPlateau({ patience: 0, factor: 0.1 });
    const lr = plateau.apply(stepDecay({ peak: 1, gamma: 0.5, every: 10 }));
    plateau.step(1, 3);
    expect(lr(10)).toBe(0.5);
    plateau.step(1, 5);
    expect([lr(4), lr(5), lr(10)]).toEqual([1, 0.1, 0.05]);
  });
});

describe("what takes a rate", () => {
  it("takes a live one: a scheduler over an optimizer, and our optimizers", () => {
    const plateau = new ReduceOnPlateau({ patience: 0, factor: 0.5 });
    const lr = plateau.apply(stepDecay({ peak: 1, gamma: 0.1, every: 4 }));
    const scheduled = { paramGroups: [{ lr: 0 }] };
    const scheduler = new LRScheduler(scheduled, { lr });
    const own = new AdamW([{ params: [1] }], { lr });
    const rates: unknown[] = [];
    for (let step = 0; step < 6; step++) {
      plateau.step(1, step);
      rates.push(own.step({ grads: [Float32Array.of(0.1)] }).lr);
      scheduler.step();
      expect(scheduled.paramGroups[0]?.lr).toBe(lr(step + 1));
    }
    expect(rates).toEqual([1, 0.5, 0.25, 0.125, 0.1 * 0.0625, 0.1 * 0.03125].map((rate) => [rate]));
  });
});

function refusal(call: () => unknown): string | null {
  try {
    call();
    return null;
  } catch (error) {
    if (!(error instanceof InvalidArgumentError)) throw error;
    return error.argument;
  }
}
