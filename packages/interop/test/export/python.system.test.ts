/** Exported Python, run by Python: the rates of every update, and text of users that stays a comment. */

import * as core from "@anneal/core";
import { InvalidArgumentError, type Schedule, type ScheduleDraft, sample, sum } from "@anneal/core";
import fc from "fast-check";
import { expect, it } from "vitest";
import { examples } from "../../../core/test/support/constructor-examples.js";
import { cases, sampled } from "../../../core/test/support/random-cases.js";
import { describeWithFound } from "../../../core/test/support/requirement.js";
import { type ExportedFile, exportEngineNames, toEngine } from "../../src/engines/index.js";
import { extremeSchedules } from "./support/extreme-trees.js";
import { hostileText } from "./support/hostile-text.js";
import { findPython, runModules, syntaxTrees } from "./support/python.js";
import { randomSchedules } from "./support/random-schedules.js";

/** No engine has fields for a sum with this one, so that there is code for it. */
function withoutFields(schedule: Schedule): Schedule {
  return sum({ schedules: [schedule, core.tanh({ peak: 1e-3, totalSteps: 700 })] });
}

function farthest(schedule: Schedule, rates: readonly number[]): number {
  const own = sample(schedule, { count: rates.length });
  const size = Math.max(...own.map(Math.abs));
  return Math.max(...rates.map((rate, i) => Math.abs(rate - (own[i] as number)))) / (size || 1);
}

function code(schedule: Schedule, totalSteps: number): string {
  return toEngine(withoutFields(schedule), "torchtune", { totalSteps }).file.text;
}

/** The code for torchtune, which has few fields; null: its rates are not finite. */
function exportOrNull(schedule: Schedule, totalSteps: number): ExportedFile | null {
  try {
    return toEngine(schedule, "torchtune", { totalSteps }).file;
  } catch (error) {
    if (error instanceof InvalidArgumentError) return null;
    throw error;
  }
}

const clamped = (child: ScheduleDraft): ScheduleDraft => ({ kind: "clamp", child, minimum: -2, maximum: 3 });
const constantOf = (value: number) => ({ kind: "constant", value });
const line: ScheduleDraft = { kind: "ramp", start: 0, end: 1, from: 0, to: 1 };
const cyclesOf = (length: number): ScheduleDraft => ({ kind: "cycles", child: line, length });
/** The pole is at update 40, where the rate is 0. */
const poleToZero = {
  to: 0.1,
  easing: { kind: "rational", curvature: 1 },
  interpolation: "geometric",
  after: "extend",
};
const wave = (fields: object) => ({ kind: "ramp", start: 0, end: 20, from: 1, to: 2, ...fields });

describeWithFound("Python", "exported Python", findPython(), (python) => {
  it("has the rates of every constructor", () => {
    const schedules = Object.entries(examples).flatMap(([name, { calls }]) =>
      calls.map((options) => {
        const construct = (core as unknown as Record<string, (options: object) => Schedule>)[name];
        return { name, schedule: (construct as (options: object) => Schedule)(options) };
      }),
    );
    const chosen = sampled(schedules, 8);
    const modules = chosen.map(({ schedule }) => ({ code: code(schedule, 300), total: 300 }));
    for (const [i, rates] of runModules(python, modules).entries()) {
      const { name, schedule } = chosen[i] as (typeof chosen)[number];
      expect(farthest(withoutFields(schedule), rates), name).toBeLessThan(1e-12);
    }
  });

  it("has the rates of random schedules", () => {
    // Of a run of a few updates any engine has fields for anything.
    const chosen = fc.sample(
      randomSchedules.filter(({ total }) => total > 20),
      cases(12),
    );
    const modules = chosen.map(({ schedule, total }) => ({ code: code(schedule, total), total }));
    for (const [i, rates] of runModules(python, modules).entries()) {
      const { schedule } = chosen[i] as (typeof chosen)[number];
      expect(farthest(withoutFields(schedule), rates), JSON.stringify(schedule)).toBeLessThan(1e-12);
    }
  });

  it("has the rates of trees with extreme numbers, or is refused", () => {
    const chosen = fc
      .sample(extremeSchedules, { numRuns: cases(60), seed: fc.readConfigureGlobal().seed ?? 17 })
      .flatMap(({ schedule, total }) => {
        const exported = exportOrNull(schedule, total);
        return exported?.format === "python" ? [{ schedule, total, code: exported.text }] : [];
      });
    expect(chosen).not.toEqual([]);
    for (const [i, rates] of runModules(python, chosen).entries()) {
      const { schedule } = chosen[i] as (typeof chosen)[number];
      expect(farthest(schedule, rates), JSON.stringify(schedule)).toBeLessThan(1e-12);
    }
  });

  const rise = {
    kind: "ramp",
    start: 3,
    end: 9,
    from: 0,
    to: 0.1,
    easing: { kind: "tanh", lower: -1, upper: 1 },
  };
  const withRise = (tree: object) => ({ kind: "sum", children: [tree, rise] });

  it.each<[string, object]>([
    ["the sign of an overflow", withRise(clamped({ kind: "power", offset: -1e200, exponent: 3 }))],
    ["the sign of a pole", withRise(clamped({ kind: "power", offset: -5, exponent: -3 }))],
    ["0 to the power of 0", withRise({ kind: "power", offset: -5, exponent: 0 })],
    ["cycles shorter than any float", withRise(cyclesOf(1e-310))],
    ["cycles beyond 2^53", withRise(cyclesOf(1e-20))],
    [
      "a pole of an easing",
      withRise(clamped(wave({ easing: { kind: "rational", curvature: 1 }, after: "extend" }) as never)),
    ],
    ["a geometric curve to a pole", withRise(wave({ ...poleToZero }))],
    ["turns beyond 2^53", withRise(wave({ easing: { kind: "cosine", halfCycles: 1e300 }, after: "extend" }))],
    ["an infinite exponent", withRise(wave({ easing: { kind: "cosine", exponent: 1.7e308 } }))],
    [
      "whole numbers beyond 2^53",
      { kind: "sum", children: [...[2 ** 53, 1, 1].map(constantOf), { ...rise, to: 1e15 }] },
    ],
    ["subnormal rates", wave({ from: 0, to: 7.4e-323, easing: { kind: "cosine", timeExponent: 0.5 } })],
  ])("computes %s as the schedule does", (_, tree) => {
    const schedule = core.scheduleFromTree(tree as ScheduleDraft);
    const { file } = toEngine(schedule, "torchtune", { totalSteps: 40 });
    expect(file.format).toBe("python");
    const [rates = []] = runModules(python, [{ code: file.text, total: 40 }]);
    expect(farthest(schedule, rates)).toBeLessThan(1e-12);
  });

  it("is the same program whatever the comment and the names in the schedule say", () => {
    const schedule = (label: string) =>
      core.join({ schedules: [0, 0], boundaries: [10], labels: [label, "x"] });
    const engines = exportEngineNames.filter((name) => name !== "typescript");
    const module = (engine: string, text: string) => ({
      code: toEngine(schedule(text), engine, { totalSteps: 50, comment: text }).file.text,
      total: 50,
    });
    const plain = syntaxTrees(
      python,
      engines.map((engine) => module(engine, "a")),
    );
    const texts = fc.sample(hostileText, cases(100));
    const hostile = texts.map((text, i) => module(engines[i % engines.length] as string, text));
    for (const [i, tree] of syntaxTrees(python, hostile).entries()) {
      expect(tree, hostile[i]?.code.slice(0, 400)).toBe(plain[i % engines.length]);
    }
  });
});
