/** Lint finds each mistake, and each fix removes it. */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import * as core from "../src/index.js";
import { constant, lint, scheduleFromTree, warmupCosine } from "../src/index.js";
import { lintRules } from "../src/lint/finding.js";
import { applyFix } from "./support/apply-fix.js";
import { good, mistakes, warmupRule } from "./support/lint-mistakes.js";
import { randomTrees } from "./support/random-trees.js";

describe.each(mistakes.map((example, i) => ({ ...example, i })))(
  "$code, example $i",
  ({ code, schedule, run, step }) => {
    test("is found", () => {
      const found = lint(schedule, run).find((finding) => finding.code === code);
      expect(found).toMatchObject({ code, step, severity: lintRules[code].severity });
      expect(found?.message.length).toBeGreaterThan(10);
      expect(found?.cost.length).toBeGreaterThan(2);
    });

    test("is not found in the fixed schedule", () => {
      const found = lint(schedule, run).find((finding) => finding.code === code);
      expect(lint(applyFix(schedule, found?.fix ?? ""), run).map((finding) => finding.code)).not.toContain(
        code,
      );
    });

    test("is omitted where it is accepted", () => {
      expect(lint(schedule, { ...run, accept: [code] }).map((finding) => finding.code)).not.toContain(code);
    });
  },
);

test("every code has an example", () => {
  expect([...new Set(mistakes.map(({ code }) => code))].sort()).toEqual(Object.keys(lintRules).sort());
});

test("findings are sorted by severity", () => {
  const found = lint(warmupCosine({ ...good, peak: 1, warmupRule: "t/W", warmupSteps: 60, end: 0.03 }), {
    totalSteps: 80_000,
    accumulation: 8,
    optimizer: "adam",
  });
  const order = ["error", "warning", "info"];
  const places = found.map(({ severity }) => order.indexOf(severity));
  expect(places).toEqual([...places].sort());
  expect(found.length).toBeGreaterThan(2);
});

describe("whatever the schedule", () => {
  test("findings have text, steps of the run, and fixes that give schedules", () => {
    fc.assert(
      fc.property(randomTrees(), fc.integer({ min: 1, max: 1e9 }), (tree, total) => {
        const schedule = scheduleFromTree(tree);
        for (const { step, message, fix } of lint(schedule, {
          totalSteps: total,
          optimizer: "adam",
          accumulation: 2,
        })) {
          expect(Number.isInteger(step) && step >= 0, `${step}: ${message}`).toBe(true);
          expect(core.isSchedule(applyFix(schedule, fix)), fix).toBe(true);
        }
      }),
    );
  });

  test("the longest runs take no longer: the same schedule at any length has the same findings", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 1e6 }),
        fc.integer({ min: 200, max: 10_000 }),
        (factor, total) => {
          const options = {
            peak: 3e-4,
            warmupSteps: Math.ceil(0.03 * total) * factor,
            totalSteps: total * factor,
          };
          expect(lint(warmupCosine({ ...options, end: 1.5e-4, warmupRule })).map(({ code }) => code)).toEqual(
            ["ends-high"],
          );
        },
      ),
    );
  });
});

describe("invalid input", () => {
  test.each([undefined, null, 1, () => 1, {}])("the schedule %s", (schedule) => {
    expect(() => lint(schedule as never)).toThrow("schedule must be a schedule");
  });

  test.each<[string, unknown]>([
    ["run must be an object", 1],
    ["run.totalSteps must be a whole number", { totalSteps: 1.5 }],
    ["run.totalSteps must be a whole number", { totalSteps: 0 }],
    ['unknown field "run.total" of ', { total: 3 }],
    ["run.optimizer must be a string", { optimizer: 3 }],
    ["run.accumulation must be", { accumulation: 0 }],
    ["run.epochs must be", { epochs: Number.NaN }],
    ["run.accept[0] must be", { accept: ["all"] }],
    ["run.schedulerStepsPerUpdate must be", { schedulerStepsPerUpdate: 0.5 }],
  ])("%s", (message, run) => {
    expect(() => lint(constant({ value: 1 }), run as never)).toThrow(message);
  });
});
