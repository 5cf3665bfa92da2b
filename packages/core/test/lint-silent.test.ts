/** Lint reports nothing about sound schedules, and uses the known facts about a run. */
import { describe, expect, test } from "vitest";
import * as core from "../src/index.js";
import {
  constant,
  cosine,
  cosineRestarts,
  cyclic,
  describeRun,
  exponential,
  inverseSqrt,
  join,
  type LintRun,
  lint,
  multiStep,
  noam,
  oneCycle,
  type Schedule,
  scheduleFromTree,
  warmup,
  warmupConstant,
  warmupCosine,
  warmupLinear,
  warmupStableDecay,
} from "../src/index.js";
import { good, totalSteps, warmupRule } from "./support/lint-mistakes.js";

describe("nothing is found in", () => {
  const adam = { totalSteps, optimizer: "adamw" };
  test.each<[string, Schedule, LintRun?]>([
    ["a warm-up and a cosine to a tenth", warmupCosine(good), adam],
    ["one that comes down to 0", warmupLinear({ ...good, end: 0 }), adam],
    ["a warm-up and a constant rate", warmupConstant({ peak: 3e-4, warmupSteps: 300, warmupRule }), adam],
    ["a constant rate", constant({ value: 1e-4 }), adam],
    [
      "stairs in steps, in a run of known epochs",
      multiStep({ peak: 0.1, milestones: [30 * 5004, 60 * 5004, 80 * 5004], gamma: 0.1 }),
      { totalSteps: 90 * 5004, epochs: 90 },
    ],
    ["warm-up, stable, decay", warmupStableDecay({ ...good, end: 0, decaySteps: 1_000 }), adam],
    [
      "an inverse square root that never ends",
      inverseSqrt({ peak: 1e-3, warmupSteps: 400, warmupRule }),
      adam,
    ],
    ["Noam's", noam({ modelSize: 512, warmupSteps: 400 }), adam],
    ["stairs", multiStep({ peak: 0.1, milestones: [3_000, 6_000], gamma: 0.1 }), { totalSteps }],
    ["one cycle", oneCycle({ peak: 0.1, totalSteps }), { totalSteps }],
    ["triangles, wherever they end", cyclic({ low: 1e-4, peak: 1e-2, upSteps: 700 }), { totalSteps }],
    ["restarts that come out even", cosineRestarts({ peak: 0.1, firstCycleSteps: 1_000 }), { totalSteps }],
    ["an exponential decay", exponential({ peak: 0.1, gamma: 0.999 }), { totalSteps }],
    [
      "a warm-up of a single step",
      warmupCosine({ peak: 0.1, warmupSteps: 1, warmupFrom: 0.01, totalSteps: 500 }),
      { totalSteps: 500, accept: ["warm-up-unusual"] },
    ],
    [
      "a decay that starts anew at a boundary",
      join({
        schedules: [1, 2, 3].map(() => cosine({ peak: 0.1, totalSteps: 1_000 })),
        boundaries: [1_000, 2_000],
      }),
      { totalSteps: 3_000 },
    ],
    [
      "rates that hold for an epoch",
      scheduleFromTree({
        kind: "time",
        quantum: 100,
        child: warmup({
          schedule: cosine({ peak: 0.1, totalSteps: 9_500 }),
          warmupSteps: 500,
          warmupFrom: 1e-3,
        }).node,
      }),
      { totalSteps },
    ],
  ])("%s", (_name, schedule, run) => {
    expect(lint(schedule, run)).toEqual([]);
  });

  test("a rate that never changes, however often it is asked for", () => {
    expect(lint(constant({ value: 0.1 }), { totalSteps, schedulerStepsPerUpdate: 8 })).toEqual([]);
  });

  test("schedules without enough known facts", () => {
    expect(lint(exponential({ peak: 0.1, gamma: 0.9999 }))).toEqual([]);
    expect(lint(constant({ value: 5 }))).toEqual([]);
    expect(lint(constant({ value: 5 }), { totalSteps, optimizer: "sgd" })).toEqual([]);
  });

  test.each([
    ["after a warm-up", warmupConstant({ peak: 3e-4, warmupSteps: 300, warmupRule })],
    ["after the last of some stairs", multiStep({ peak: 0.1, gamma: 0.5, milestones: [30_000, 60_000] })],
    ["after the last of some parts", join({ schedules: [0.1, 0.05, 0.01], boundaries: [100, 200] })],
  ])("the length of a run that continues at one rate %s", (_where, schedule) => {
    expect(lint(schedule, { optimizer: "sgd" })).toEqual([]);
  });

  test("the length of a recipe's run without a stated total", () => {
    for (const { name, sizes } of core.recipes) {
      for (const size of sizes) {
        const { schedule, knownFindings } = core.recipe(name, { size } as never);
        const others = lint(schedule, { accept: knownFindings }).map(({ message }) => message);
        expect(others, `${name}, ${size}`).toEqual([]);
      }
    }
  });

  test("a run of one update", () => {
    const schedule = warmupConstant({ peak: 3e-4, warmupSteps: 1, warmupRule });
    expect(lint(schedule, { totalSteps: 1 })).toEqual([]);
  });
});

describe("of the recipes", () => {
  const all = core.recipes.flatMap(({ name, sizes }) => sizes.map((size) => [name, size] as const));
  test.each(all)("%s, %s, it finds the known findings of the source and nothing else", (name, size) => {
    const { schedule, run, optimizer, knownFindings } = core.recipe(name, { size } as never);
    const { totalSteps } = run;
    const found = lint(schedule, {
      optimizer: optimizer.kind,
      ...(totalSteps === null ? {} : { totalSteps }),
    });
    expect(found.map(({ code }) => code).sort()).toEqual([...knownFindings].sort());
  });
});

test("the accumulation and devices of describeRun are used", () => {
  const schedule = warmupCosine({ ...good, totalSteps: 80_000 });
  const options = { batchSize: 16, datasetSize: 128_000, total: core.epochs(10) };
  for (const [name, code] of [
    ["accumulation", "stepped-per-micro-batch"],
    ["worldSize", "stepped-per-process"],
  ] as const) {
    const run = describeRun({ ...options, [name]: 8 });
    expect(run.totalSteps).toBe(10_000);
    expect(lint(schedule, run).map((finding) => finding.code)).toEqual([code]);
  }
});

test.each([
  "torch.optim.AdamW",
  "fused_adam",
  "paged_adamw_8bit",
  "AdaBelief",
  "FusedLAMB",
  "Lion8bit",
  "adamax",
])("%s is like Adam", (optimizer) => {
  expect(lint(cosine({ peak: 1e-3, totalSteps }), { optimizer }).map(({ code }) => code)).toEqual([
    "warm-up-missing",
  ]);
});

test.each(["sgd", "Adagrad", "medallion", "adafactor"])("%s is not", (optimizer) => {
  expect(lint(cosine({ peak: 1e-3, totalSteps }), { optimizer })).toEqual([]);
});

test("the longest possible run is handled", () => {
  expect(lint(constant({ value: 1 }), { totalSteps: Number.MAX_SAFE_INTEGER })).toEqual([]);
});

test("the result of describeRun is accepted", () => {
  const run = describeRun({ batchSize: 256, datasetSize: 1_281_167, total: core.epochs(90) });
  expect(lint(cosine({ peak: 0.1, totalSteps: 90 }), run).map(({ code }) => code)).toEqual([
    "total-in-epochs",
  ]);
});

test("without a length, the run ends with the decay", () => {
  const schedule = cosine({ peak: 1e-3, totalSteps: 10_000 });
  expect(lint(schedule, { optimizer: "adam" }).map(({ code }) => code)).toEqual(["warm-up-missing"]);
  expect(lint(schedule, { optimizer: "sgd" })).toEqual([]);
});
