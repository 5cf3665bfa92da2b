/** Exported Python, run by Python: the rates of every update, and text of users that stays a comment. */

import * as core from "@anneal/core";
import { type Schedule, sample, sum } from "@anneal/core";
import fc from "fast-check";
import { expect, it } from "vitest";
import { examples } from "../../../core/test/support/constructor-examples.js";
import { cases, sampled } from "../../../core/test/support/random-cases.js";
import { describeWithFound } from "../../../core/test/support/requirement.js";
import { exportEngineNames, toEngine } from "../../src/engines/index.js";
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

describeWithFound("Python", "exported Python", findPython(), (python) => {
  it("has the rates of every constructor", () => {
    const schedules = Object.entries(examples).flatMap(([name, { calls }]) =>
      calls.map((options) => {
        const construct = (core as unknown as Record<string, (options: object) => Schedule>)[name];
        return { name, schedule: (construct as (options: object) => Schedule)(options) };
      }),
    );
    const chosen = sampled(schedules, 3);
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
