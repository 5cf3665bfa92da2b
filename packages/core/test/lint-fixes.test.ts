/** Lint's fixes: whatever the options and the run, a fixed schedule no longer has what was found. */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import * as core from "../src/index.js";
import { applyFix } from "./support/apply-fix.js";
import { cases } from "./support/random-cases.js";

const peak = fc.constantFrom(1e-6, 1e-4, 3e-4, 1e-3, 0.1, 1);
const steps = fc.integer({ min: 1, max: 20_000 });
const afterEnd = fc.constantFrom("hold", "continue");
const warmedUp = {
  peak,
  endRatio: fc.constantFrom(0, 0.01, 0.03, 0.1, 0.3, 0.9),
  warmupSteps: steps,
  warmupRule: fc.constantFrom("t/W", "(t+1)/W", "(t+1)/(W+1)"),
  more: steps,
};

const schedules = fc.oneof(
  fc
    .record(warmedUp)
    .map(({ more, ...rest }) => core.warmupCosine({ ...rest, totalSteps: rest.warmupSteps + more })),
  fc
    .record(warmedUp)
    .map(({ more, ...rest }) => core.warmupLinear({ ...rest, totalSteps: rest.warmupSteps + more })),
  fc
    .record({ ...warmedUp, stableSteps: steps })
    .map(({ more, ...rest }) => core.warmupStableDecay({ ...rest, decaySteps: more })),
  fc
    .record({ peak, firstCycleSteps: steps, cycleMultiplier: fc.constantFrom(1, 1.5, 2) })
    .map((options) => core.cosineRestarts(options)),
  fc.record({ peak, totalSteps: steps, afterEnd }).map((options) => core.cosine(options)),
  fc
    .record({ start: peak, end: fc.constant(0), totalSteps: steps, afterEnd })
    .map((options) => core.linear(options)),
  fc
    .record({ peak, gamma: fc.double({ min: 0.99, max: 1, noNaN: true }) })
    .map((options) => core.exponential(options)),
);

const runs = fc.record({
  totalSteps: fc.integer({ min: 200, max: 100_000 }),
  optimizer: fc.constantFrom("adam", "sgd"),
  accumulation: fc.constantFrom(1, 2, 8),
  worldSize: fc.constantFrom(1, 4),
  schedulerStepsPerUpdate: fc.constantFrom(1, 1, 4),
});

test("the finding is gone", () => {
  fc.assert(
    fc.property(schedules, runs, (schedule, run) => {
      for (const { code, fix, message } of core.lint(schedule, run)) {
        // Nothing but the length of a schedule shows that so many steps for an update are meant.
        if (code.startsWith("stepped-per") && !Number.isFinite(core.restsAt(schedule.node))) continue;
        const left = core.lint(applyFix(schedule, fix), run).map((finding) => finding.code);
        expect(left, `${message}: ${fix}`).not.toContain(code);
      }
    }),
    { numRuns: cases(500) },
  );
});

test("a cycle whose bounds are no whole steps ends with the run", () => {
  const schedule = core.cosineRestarts({ peak: 0.1, firstCycleSteps: 9, cycleMultiplier: 1.5 });
  const run = { totalSteps: 500_000 };
  const [finding] = core.lint(schedule, run);
  expect(finding?.code).toBe("last-cycle-cut");
  expect(core.lint(applyFix(schedule, finding?.fix ?? ""), run)).toEqual([]);
});

test("a warm-up that no fix would change is not found", () => {
  const schedule = core.warmupLinear({ peak: 0.1, warmupSteps: 1, warmupRule: "(t+1)/W", totalSteps: 10 });
  expect(core.lint(schedule, { totalSteps: 10 })).toEqual([]);
});

describe("a fix brings no other finding", () => {
  const warmupRule = "(t+1)/W";
  const totalSteps = 10_000;
  const run = { totalSteps };
  test.each<[core.FindingCode, core.Schedule]>([
    ["warm-up-share", core.warmupLinear({ peak: 3e-4, warmupSteps: 3_000, totalSteps, warmupRule })],
    ["warm-up-share", core.warmupCosine({ peak: 3e-4, warmupSteps: 3_000, totalSteps, warmupRule })],
    [
      "warm-up-longer-than-run",
      core.warmupCosine({ peak: 3e-4, warmupSteps: 20_000, totalSteps: 40_000, warmupRule }),
    ],
    ["rebounds", core.cosine({ peak: 0.1, totalSteps: 5_000, afterEnd: "continue" })],
    [
      "rebounds",
      core.warmup({
        schedule: core.cosine({ peak: 0.1, totalSteps: 5_000, afterEnd: "continue" }),
        warmupSteps: 300,
        warmupRule,
      }),
    ],
  ])("%s", (code, schedule) => {
    const [finding] = core.lint(schedule, run);
    expect(finding?.code).toBe(code);
    expect(core.lint(applyFix(schedule, finding?.fix ?? ""), run)).toEqual([]);
  });
});
