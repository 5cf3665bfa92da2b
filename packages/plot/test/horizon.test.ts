/** Where schedules come to rest, which is how far a picture goes when nobody says it. */
import {
  constant,
  cosine,
  cosineRestarts,
  exponential,
  inverseSqrt,
  join,
  multiStep,
  product,
  restsAt,
  type Schedule,
  scheduleFromTree,
  shift,
  warmupCosine,
} from "@anneal/core";
import { describe, expect, test } from "vitest";

const table = { kind: "table", start: 5, values: [1, 2, 3] } as const;
const line = { kind: "ramp", start: 0, end: 10, from: 0, to: 1 } as const;
const onwards = { ...line, after: "extend" } as const;

describe("a schedule rests", () => {
  test.each<[string, Schedule, number]>([
    ["always: a constant", constant({ value: 1 }), Number.NEGATIVE_INFINITY],
    ["after its decay", warmupCosine({ peak: 1, warmupSteps: 5, totalSteps: 90 }), 90],
    ["never: a decay without an end", exponential({ peak: 1, gamma: 0.9 }), Number.POSITIVE_INFINITY],
    [
      "never: a decay that goes on",
      cosine({ peak: 1, totalSteps: 10, afterEnd: "continue" }),
      Number.POSITIVE_INFINITY,
    ],
    ["never: a power", inverseSqrt({ peak: 1, warmupSteps: 5 }), Number.POSITIVE_INFINITY],
    ["after the last milestone", multiStep({ peak: 1, gamma: 0.1, milestones: [30, 60] }), 60],
    [
      "after the last cycle",
      cosineRestarts({ peak: 1, firstCycleSteps: 10, cycleMultiplier: 2, cycles: 3 }),
      70,
    ],
    [
      "never: cycles without a limit",
      cosineRestarts({ peak: 1, firstCycleSteps: 10 }),
      Number.POSITIVE_INFINITY,
    ],
    [
      "later, when it is shifted",
      shift({ schedule: warmupCosine({ peak: 1, warmupSteps: 5, totalSteps: 90 }), steps: 10 }),
      100,
    ],
    [
      "with the last of its factors",
      product({ schedules: [warmupCosine({ peak: 1, warmupSteps: 5, totalSteps: 90 }), 2] }),
      90,
    ],
    [
      "with the last part of a join",
      join({ schedules: [1, warmupCosine({ peak: 1, warmupSteps: 5, totalSteps: 90 })], boundaries: [10] }),
      100,
    ],
    ["at a join to a constant", join({ schedules: [1, 2], boundaries: [10] }), 10],
    ["at the end of a table", scheduleFromTree(table), 7],
    [
      "where its time stands still",
      scheduleFromTree({ kind: "time", child: onwards, maximum: 20, scale: 2, shift: 3 }),
      13,
    ],
    ["at a whole quantum", scheduleFromTree({ kind: "time", child: line, quantum: 4 }), 12],
  ])("%s", (_, schedule, step) => {
    expect(restsAt(schedule.node)).toBe(step);
    if (!Number.isFinite(step)) return;
    expect([step + 1, step + 50, step + 1e6].map(schedule)).toEqual(Array(3).fill(schedule(step)));
    expect(schedule(step - 0.5)).not.toBe(schedule(step));
  });
});
