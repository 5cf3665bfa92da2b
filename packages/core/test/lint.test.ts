/** Lint: each mistake is found, each fix removes it, and nothing else is reported. */
import { readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import * as core from "../src/index.js";
import {
  constant,
  cosine,
  cosineRestarts,
  cyclic,
  describeRun,
  exponential,
  type FindingCode,
  inverseSqrt,
  join,
  type LintRun,
  linear,
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
import { declarations } from "../src/lint/finding.js";
import { applyFix } from "./support/apply-fix.js";
import { randomTrees } from "./support/random-trees.js";

const warmupRule = "(t+1)/W";
const good = { peak: 3e-4, end: 3e-5, warmupSteps: 300, totalSteps: 10_000, warmupRule } as const;
const totalSteps = 10_000;

/** A schedule of the values of a function, as of PyTorch's `LambdaLR`. */
function table(valueAt: (step: number) => number, length: number): Schedule {
  return scheduleFromTree({ kind: "table", values: Array.from({ length }, (_, step) => valueAt(step)) });
}

interface Example {
  readonly code: FindingCode;
  readonly schedule: Schedule;
  readonly run?: LintRun;
  readonly step: number;
}

const ramp = { kind: "ramp", start: 0, end: 100, from: 1e-3, to: 0, easing: { kind: "cosine" } } as const;

const mistakes: readonly Example[] = [
  { code: "first-update-at-zero", schedule: warmupCosine({ ...good, warmupRule: "t/W" }), step: 0 },
  {
    code: "first-update-at-zero",
    schedule: scheduleFromTree({ kind: "stairs", boundaries: [7], values: [0, 1e-3] }),
    run: { totalSteps: 100 },
    step: 0,
  },
  { code: "first-update-at-zero", schedule: constant({ value: 0 }), run: { totalSteps }, step: 0 },
  { code: "warm-up-longer-than-run", schedule: warmupCosine(good), run: { totalSteps: 200 }, step: 199 },
  {
    code: "warm-up-missing",
    schedule: cosine({ peak: 1e-3, totalSteps }),
    run: { totalSteps, optimizer: "AdamW" },
    step: 0,
  },
  {
    code: "warm-up-missing",
    schedule: inverseSqrt({ peak: 1e-4, warmupSteps: 0, timescale: 1_000 }),
    run: { totalSteps, optimizer: "lion" },
    step: 0,
  },
  {
    code: "warm-up-longer-than-run",
    schedule: linear({ start: 1e-6, end: 1e-3, totalSteps: 20_000 }),
    run: { totalSteps },
    step: 9_999,
  },
  {
    code: "warm-up-longer-than-run",
    schedule: table((step) => Math.min(1, step / 20_000), 30_000),
    run: { totalSteps },
    step: 9_999,
  },
  { code: "warm-up-share", schedule: warmupCosine({ ...good, warmupSteps: 3000 }), step: 3000 },
  {
    code: "warm-up-share",
    schedule: core.product({
      schedules: [linear({ start: 0.01, end: 1, totalSteps: 4_000 }), cosine({ peak: 3e-4, totalSteps })],
    }),
    step: 4_000,
  },
  {
    code: "warm-up-share",
    schedule: table((step) => Math.min(1, (step + 1) / 4_000) * (1 - step / totalSteps), totalSteps),
    run: { totalSteps },
    step: 3_999,
  },
  {
    code: "warm-up-share",
    schedule: warmupLinear({ peak: 1e-3, warmupSteps: 5, totalSteps, warmupRule }),
    step: 5,
  },
  { code: "warm-up-unusual", schedule: warmupCosine({ ...good, warmupSteps: 60 }), step: 60 },
  {
    code: "jump-at-join",
    schedule: join({
      schedules: [
        scheduleFromTree({ kind: "ramp", start: -1, end: 300, from: 0, to: 2e-4 }),
        cosine({ peak: 3e-4, totalSteps: 9_700 }),
      ],
      boundaries: [300],
    }),
    step: 300,
  },
  {
    code: "jump-at-join",
    schedule: join({ schedules: [3e-4, cosine({ peak: 2e-4, totalSteps: 2_000 })], boundaries: [8_000] }),
    step: 8_000,
  },
  {
    code: "total-in-epochs",
    schedule: cosine({ peak: 0.1, totalSteps: 90 }),
    run: { totalSteps: 90 * 5004, stepsPerEpoch: 5004 },
    step: 90,
  },
  {
    code: "total-in-epochs",
    schedule: multiStep({ peak: 0.1, milestones: [30, 60, 80], gamma: 0.1 }),
    run: { totalSteps: 90 * 5004, epochs: 90 },
    step: 80,
  },
  {
    code: "total-in-epochs",
    schedule: core.stepDecay({ peak: 0.1, every: 30, gamma: 0.1 }),
    run: { totalSteps: 90 * 5004, epochs: 90 },
    step: 90,
  },
  {
    code: "ends-before-run",
    schedule: exponential({ peak: 0.1, gamma: 0.9 }),
    run: { totalSteps },
    step: 88,
  },
  {
    code: "stepped-per-micro-batch",
    schedule: warmupCosine({ ...good, totalSteps: 80_000 }),
    run: { totalSteps, accumulation: 8 },
    step: 9_999,
  },
  {
    code: "stepped-per-micro-batch",
    schedule: warmupCosine({ ...good, totalSteps: 2_500 }),
    run: { totalSteps, accumulation: 4 },
    step: 2_500,
  },
  {
    code: "stepped-per-micro-batch",
    schedule: warmupCosine(good),
    run: { totalSteps, schedulerStepsPerUpdate: 4 },
    step: 0,
  },
  {
    code: "stepped-per-process",
    schedule: warmupCosine({ ...good, totalSteps: 80_000 }),
    run: { totalSteps, worldSize: 8 },
    step: 9_999,
  },
  {
    code: "stepped-per-process",
    schedule: warmupCosine(good),
    run: { totalSteps, worldSize: 8, schedulerStepsPerUpdate: 8 },
    step: 0,
  },
  { code: "minimum-never-reached", schedule: warmupCosine(good), run: { totalSteps: 7_000 }, step: 6_999 },
  {
    code: "ends-before-run",
    schedule: warmupLinear({ ...good, end: 0 }),
    run: { totalSteps: 15_000 },
    step: 10_000,
  },
  {
    code: "rebounds",
    schedule: cosine({ peak: 0.1, totalSteps: 5_000, afterEnd: "continue" }),
    run: { totalSteps },
    step: 5_000,
  },
  {
    code: "rebounds",
    schedule: table((step) => (1 + Math.cos((Math.PI * step) / 5_000)) / 2, totalSteps),
    run: { totalSteps },
    step: 5_000,
  },
  {
    code: "rebounds",
    schedule: scheduleFromTree({ ...ramp, easing: { kind: "cosine", halfCycles: 2 } }),
    step: 50,
  },
  {
    code: "negative-rate",
    schedule: scheduleFromTree({ kind: "ramp", start: 0, end: 100, from: 1, to: 0, after: "extend" }),
    run: { totalSteps: 150 },
    step: 101,
  },
  {
    code: "negative-rate",
    schedule: core.sum({
      schedules: [1e-3, constant({ value: 0 }), core.scale({ schedule: 1, factor: -2e-3 })],
    }),
    step: 0,
  },
  { code: "end-above-peak", schedule: warmupCosine({ ...good, end: 0.1 }), step: 10_000 },
  { code: "warm-up-above-peak", schedule: warmupCosine({ ...good, warmupFrom: 0.1 }), step: 0 },
  { code: "ends-high", schedule: warmupCosine({ ...good, end: 1.5e-4 }), step: 9_999 },
  {
    code: "ends-high",
    schedule: exponential({ peak: 0.1, gamma: 0.9999 }),
    run: { totalSteps },
    step: 9_999,
  },
  {
    code: "ends-high",
    schedule: scheduleFromTree({ kind: "power", scale: 0.1, offset: 1, slope: 5e-5, exponent: -1 }),
    run: { totalSteps },
    step: 9_999,
  },
  {
    code: "last-cycle-cut",
    schedule: cosineRestarts({ peak: 0.1, firstCycleSteps: 1_000, cycleMultiplier: 2 }),
    run: { totalSteps },
    step: 9_999,
  },
  {
    code: "peak-unusual",
    schedule: warmupCosine({ ...good, peak: 0.1, end: 0 }),
    run: { totalSteps, optimizer: "adam" },
    step: 299,
  },
  {
    code: "peak-unusual",
    schedule: warmupCosine({ ...good, peak: 1e-6, end: 0 }),
    run: { totalSteps, optimizer: "adam" },
    step: 299,
  },
  { code: "minimum-unusual", schedule: warmupCosine({ ...good, end: 9e-6 }), step: 9_999 },
  {
    code: "not-finite",
    schedule: scheduleFromTree({ kind: "power", scale: 1, offset: 10, slope: -1, exponent: 0.5 }),
    run: { totalSteps: 20 },
    step: 11,
  },
];

describe.each(mistakes.map((example, i) => ({ ...example, i })))(
  "$code, example $i",
  ({ code, schedule, run, step }) => {
    test("is found", () => {
      const found = lint(schedule, run).find((finding) => finding.code === code);
      expect(found).toMatchObject({ code, step, severity: declarations[code].severity });
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
  expect([...new Set(mistakes.map(({ code }) => code))].sort()).toEqual(Object.keys(declarations).sort());
});

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

test("the README lists every code as its rule declares it", () => {
  const readme = readFileSync(new URL("../README.md", import.meta.url), "utf8");
  const [, table = ""] = readme.split("| code | severity | what it finds |\n| --- | --- | --- |\n");
  const rows = Object.entries(declarations).map(
    ([code, { severity, finds }]) => `| \`${code}\` | ${severity} | ${finds} |`,
  );
  expect((table.split("\n\n")[0] as string).split("\n")).toEqual(rows);
});
