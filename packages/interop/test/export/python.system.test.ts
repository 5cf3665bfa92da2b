/** Exported Python, run by Python: the rates of every update, and text of users that stays a comment. */

import * as core from "@anneal/core";
import { type Schedule, sample, sum } from "@anneal/core";
import fc from "fast-check";
import { expect, it } from "vitest";
import { examples } from "../../../core/test/support/constructor-examples.js";
import { cases } from "../../../core/test/support/random-cases.js";
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
  return toEngine(withoutFields(schedule), "hf", { totalSteps }).file.text;
}

describeWithFound("Python", "exported Python", findPython(), (python) => {
  it("has the rates of every constructor", () => {
    const schedules = Object.entries(examples).flatMap(([name, { calls }]) =>
      calls.map((options) => {
        const construct = (core as unknown as Record<string, (options: object) => Schedule>)[name];
        return { name, schedule: (construct as (options: object) => Schedule)(options) };
      }),
    );
    const modules = schedules.map(({ schedule }) => ({ code: code(schedule, 600), total: 600 }));
    for (const [i, rates] of runModules(python, modules).entries()) {
      const { name, schedule } = schedules[i] as (typeof schedules)[number];
      expect(farthest(withoutFields(schedule), rates), name).toBeLessThan(1e-12);
    }
  });

  it("has the rates of random schedules", () => {
    // Of a run of a few updates any engine has fields for anything.
    const chosen = fc.sample(
      randomSchedules.filter(({ total }) => total > 20),
      cases(100),
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
    const plain = new Map(
      engines.map((engine) => [
        engine,
        toEngine(schedule("a"), engine, { totalSteps: 50, comment: "b" }).file.text,
      ]),
    );
    const hostile = fc.sample(hostileText, cases(1000)).map((text, i) => {
      const engine = engines[i % engines.length] as (typeof engines)[number];
      const file = toEngine(schedule(text), engine, { totalSteps: 50, comment: text }).file;
      return { engine, code: file.text, total: 50 };
    });
    const trees = new Map(
      engines.map((engine) => [
        engine,
        syntaxTrees(python, [{ code: plain.get(engine) ?? "", total: 50 }])[0],
      ]),
    );
    for (const [i, tree] of syntaxTrees(python, hostile).entries()) {
      const { engine, code: text } = hostile[i] as (typeof hostile)[number];
      expect(tree, text.slice(0, 400)).toBe(trees.get(engine));
    }
  });
});
