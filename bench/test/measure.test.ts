/** The measuring functions: a wrong result fails, and ratios have the right direction. */
import { describe, expect, it } from "vitest";
import type { BenchSubject, PreparedCase } from "../src/measure/benchmark-case.js";
import { measureCase, medianRatio } from "../src/measure/measure-case.js";
import { median } from "../src/measure/median.js";
import { timeInRounds } from "../src/measure/rounds.js";

const effort = { rounds: 4, turnSeconds: 0.0002, warmUpSeconds: 0 };

function filling(name: string, value: number, result: "keeps" | "hides" = "keeps"): BenchSubject {
  const out = new Float64Array(64);
  return { name, run: () => void out.fill(value), result: () => (result === "keeps" ? out : null) };
}

function caseOf(subjects: readonly BenchSubject[], more: Partial<PreparedCase> = {}) {
  const prepared: PreparedCase = {
    subjects,
    opponents: ["loop"],
    runs: 1,
    tolerance: 1e-9,
    targets: [],
    ...more,
  };
  return { suite: "test", name: "case", size: 64, quick: true, prepare: () => prepared };
}

describe("a wrong answer", () => {
  it.each([
    ["another value", filling("wrong", 2), "wrong returned 2 at index 0, loop returned 1"],
    ["no number", filling("broken", Number.NaN), "broken returned NaN at index 0"],
  ])("fails: %s", (_, subject, message) => {
    expect(() => measureCase(caseOf([filling("loop", 1), subject]), effort)).toThrow(message);
  });

  it("fails for a result of another length", () => {
    const short: BenchSubject = { name: "short", run: () => {}, result: () => new Float64Array(3).fill(1) };
    expect(() => measureCase(caseOf([filling("loop", 1), short]), effort)).toThrow("short returned 3 values");
  });

  it("passes within the tolerance, and for subjects without a result", () => {
    const subjects = [filling("loop", 1), filling("near", 1 + 1e-10), filling("other", 5, "hides")];
    const { results } = measureCase(caseOf(subjects), effort);
    expect(results.map(({ subject, opponent }) => [subject, opponent])).toEqual([
      ["near", "loop"],
      ["other", "loop"],
    ]);
  });

  it("fails if the first opponent has no result", () => {
    expect(() => measureCase(caseOf([filling("loop", 1, "hides")]), effort)).toThrow("no result");
  });
});

describe("rounds", () => {
  it("give every subject a turn in each round", () => {
    const runs = { a: 0, b: 0 };
    const subjects = [
      { name: "a", run: () => void runs.a++ },
      { name: "b", run: () => void runs.b++ },
    ];
    const timings = timeInRounds(subjects, effort);
    expect(timings.map(({ name, seconds }) => [name, seconds.length])).toEqual([
      ["a", 4],
      ["b", 4],
    ]);
    expect(timings.flatMap(({ seconds }) => seconds).every((time) => time > 0)).toBe(true);
    expect(Math.min(runs.a, runs.b)).toBeGreaterThan(4);
  });

  it("throw the error of a run", () => {
    let runs = 0;
    const run = () => {
      if (++runs > 3) throw new Error("broken in a round");
    };
    expect(() => timeInRounds([{ name: "a", run }], effort)).toThrow("broken in a round");
  });
});

describe("ratios", () => {
  it("give the median ratio of the first time to the second", () => {
    const slow = { name: "slow", seconds: [8, 40, 6] };
    const fast = { name: "fast", seconds: [2, 4, 3] };
    expect(medianRatio(slow, fast)).toBe(4);
    expect(medianRatio(fast, slow)).toBe(0.25);
  });

  it.each([
    [[3], 3],
    [[5, 1, 3], 3],
    [[4, 1, 2, 100], 3],
  ])("of %j is the middle value", (values, middle) => {
    expect(median(values)).toBe(middle);
  });

  it("reach a target if one of its goals is reached", () => {
    const reached = (...ratios: number[]) => {
      const goals = ratios.map((ratio) => ({ opponent: "loop", ratio }));
      const targets = [{ subject: "subject", goals }];
      return measureCase(caseOf([filling("loop", 1), filling("subject", 1)], { targets }), effort).verdicts;
    };
    expect(reached(1e9)).toMatchObject([{ reached: false, subject: "subject", suite: "test", size: 64 }]);
    expect(reached(1e9, 1e-9)).toMatchObject([{ reached: true }]);
  });
});
