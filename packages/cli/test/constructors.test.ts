/** The catalog of constructors, which is derived from their declarations, against what they do. */
import * as core from "@anneal/core";
import { describe, expect, it } from "vitest";
import { commands } from "../src/commands/index.js";
import { constructorNamed, constructors } from "../src/constructors/index.js";
import { ALIASES } from "../src/constructors/options.js";
import { SHORT_NAMES } from "../src/constructors/short-names.js";
import { wordsOf } from "../src/constructors/written.js";
import { kebabCase } from "../src/words/names.js";
import { anneal } from "./support/anneal.js";

const entries = [...constructors];

/** What the core package says when it refuses something. */
function refusal(name: string, options: Record<string, unknown>): core.InvalidArgumentError {
  const functions = Object.entries(core) as [string, (options: object) => unknown][];
  try {
    functions.find(([each]) => each === name)?.[1](options);
  } catch (error) {
    if (error instanceof core.InvalidArgumentError) return error;
  }
  throw new Error(`${name} didn't refuse ${JSON.stringify(options)}`);
}

/** Functions that take options and give something else than a schedule. */
const others = [
  "describeRun",
  "findLearningRate",
  "groupedSchedule",
  "layerwiseDecay",
  "linearBatchRamp",
  "rangeTestRates",
  "scaleRate",
];

/** Every function of the core package that makes a schedule of an object of options: it says so when it gets another one. */
const exported = Object.entries(core)
  .filter(([name, value]) => typeof value === "function" && /^[a-z]/.test(name) && !others.includes(name))
  .map(([name]) => name)
  .filter((name) => {
    try {
      return refusal(name, { "no such option": 1 }).expected.startsWith(`absent: ${name} takes `);
    } catch {
      return false;
    }
  });

const sampled = async (words: readonly string[]) => {
  const { code, text, error } = await anneal(["sample", "--steps", "0,1,7,100,5000,20000", ...words]);
  expect(error).toBe("");
  expect(code).toBe(0);
  return text;
};

describe("the catalog", () => {
  it("has every constructor of the core package and no other", () => {
    expect(exported.length).toBeGreaterThan(20);
    expect([...constructors.keys()].sort()).toEqual(exported.sort());
  });

  it("finds a constructor in every spelling, and by its short names", () => {
    for (const word of [
      "warmup-cosine",
      "warmup_cosine",
      "warmupCosine",
      "WarmupCosine",
      "warmupcosine",
      "cosine-with-warmup",
      "cosine_with_warmup",
    ]) {
      expect(constructorNamed(word)?.name).toBe("warmupCosine");
    }
    expect(constructorNamed("wsd")?.name).toBe("warmupStableDecay");
    expect(constructorNamed("wsd-s")?.name).toBe("warmupStableDecayCycles");
    expect(constructorNamed("CosineAnnealing")?.name).toBe("cosine");
    expect(constructorNamed("toString")).toBeUndefined();
  });

  it("shares option names with sample only where the order distinguishes them", async () => {
    const { options } = (await commands.sample?.load()) ?? { options: {} };
    const shared = entries.flatMap(([name, entry]) =>
      Object.keys(entry.options)
        .filter((option) => kebabCase(option) in options)
        .map((option) => `${name}.${option}`),
    );
    expect(shared).toEqual(["shift.steps"]);
  });

  it("has short names and aliases of existing constructors and options only", () => {
    const names = [...constructors.keys()];
    expect(Object.keys(SHORT_NAMES).filter((name) => !names.includes(name))).toEqual([]);
    const short = Object.values(SHORT_NAMES).flat();
    expect(new Set([...short, ...names.map(kebabCase)]).size).toBe(short.length + names.length);
    const options = new Set(entries.flatMap(([, entry]) => Object.keys(entry.options)));
    // The rate of optimizers and schedulers is called lr.
    expect(ALIASES.map(([name]) => name).filter((name) => !options.has(name) && name !== "lr")).toEqual([]);
  });

  it("shares no option name with plot", async () => {
    const { options } = (await commands.plot?.load()) ?? { options: { none: null } };
    const all = entries.flatMap(([, entry]) => Object.keys(entry.options).map(kebabCase));
    expect(Object.keys(options).filter((option) => all.includes(option))).toEqual([]);
  });
});

describe.each(entries)("%s", (name, { options, example }) => {
  const words = wordsOf(example);

  /** The example without an option and its value. */
  const without = (option: string) => words.filter((word, i) => word !== option && words[i - 1] !== option);

  it("has the options of the core package", () => {
    const { expected } = refusal(name, { "no such option": 1 });
    const known = expected.slice(`absent: ${name} takes `.length).split(/, | and /);
    expect(Object.keys(options).sort()).toEqual(known.sort());
  });

  it("has an example that works, in both spellings", async () => {
    expect(await sampled(words)).toBe(await sampled([name, ...words.slice(1)]));
  });

  it("has a page of help with every option, in at most 80 columns but for the example", async () => {
    const { text, code } = await anneal(["sample", kebabCase(name), "--help"]);
    expect(code).toBe(0);
    for (const option of Object.keys(options)) expect(text).toContain(kebabCase(option));
    const [page = "", examples = ""] = text.split("Examples:\n");
    expect(page.split("\n").filter((line) => line.length > 80)).toEqual([]);
    expect(examples).toContain(kebabCase(name));
  });

  const required = Object.entries(options).filter(([, { isRequired }]) => isRequired);
  it.each(required.map(([option]) => option))("can't do without %s", async (option) => {
    const { code, error } = await anneal(["sample", "--steps", "0", ...without(`--${kebabCase(option)}`)]);
    expect(error).toContain(`--${kebabCase(option)} is missing`);
    expect(code).toBe(2);
  });

  const choices = Object.entries(options).filter(([, { kind }]) => kind === "choice");
  it.each(choices)(
    "has the choices of the core package for %s",
    async (option, { choices: listed, description }) => {
      const written = `--${kebabCase(option)}`;
      const isOfRange = name === "exponential" && option === "afterEnd";
      const call = isOfRange
        ? [name, "--start", "1", "--end", "0.1", "--total-steps", "9"]
        : without(written);
      const { error } = await anneal(["sample", "--steps", "0", ...call, written, "nothing"]);
      const [, expected = ""] = /must be (.*); got/.exec(error) ?? [];
      expect(
        expected
          .replaceAll('"', "")
          .split(/, | or /)
          .sort(),
      ).toEqual(listed.map(String).sort());
      // A default that depends on other options is described in words.
      const [, standard] = /Default: `"?([^"`]+)"?`\.$/.exec(description) ?? [];
      if (standard !== undefined)
        expect(await sampled([...call, written, standard])).toBe(await sampled(call));
    },
  );
});

describe("options of every kind", () => {
  const document = async (words: string[]) => sampled(words);
  const values = (schedule: core.Schedule) =>
    `step,value\n${[0, 1, 7, 100, 5000, 20000].map((step) => `${step},${schedule(step)}\n`).join("")}`;

  it.each<[string[], core.Schedule]>([
    [
      ["multi-step", "--peak", "1", "--gamma", ".5", "--milestones", "1,7", "--milestones=100"],
      core.multiStep({ peak: 1, gamma: 0.5, milestones: [1, 7, 100] }),
    ],
    [
      ["multi-step", "--peak", "1", "--gamma", ".5", "--milestones", ""],
      core.multiStep({ peak: 1, gamma: 0.5, milestones: [] }),
    ],
    [
      ["piecewise-interpolated", "--points", "0:1,10:0", "--points", "5000:1e-3"],
      core.piecewiseInterpolated({
        points: [
          [0, 1],
          [10, 0],
          [5000, 1e-3],
        ],
      }),
    ],
    [
      ["exponential", "--peak", "1", "--gamma", "0.9", "--every", "7", "--staircase"],
      core.exponential({ peak: 1, gamma: 0.9, every: 7, staircase: true }),
    ],
    [
      ["exponential", "--peak", "1", "--gamma", "0.9", "--every", "7", "--no-staircase"],
      core.exponential({ peak: 1, gamma: 0.9, every: 7, staircase: false }),
    ],
    [
      ["one-cycle", "--peak", "1", "--total-steps", "100", "--phases", "3"],
      core.oneCycle({ peak: 1, totalSteps: 100, phases: 3 }),
    ],
    [
      ["shift", "--schedule", "linear --start 0 --end 1 --total-steps 100", "--steps", "-50"],
      core.shift({ schedule: core.linear({ start: 0, end: 1, totalSteps: 100 }), steps: -50 }),
    ],
    [["scale", "--schedule", "0.5", "--factor", "-2"], core.scale({ schedule: 0.5, factor: -2 })],
    [
      [
        "sum",
        "--schedules",
        '{"kind":"constant","value":3}',
        "--schedules",
        "scale --factor 2 --schedule 'shift --steps 5 --schedule \"linear --start 0 --end 1 --total-steps 9\"'",
      ],
      core.sum({
        schedules: [
          3,
          core.scale({
            factor: 2,
            schedule: core.shift({ steps: 5, schedule: core.linear({ start: 0, end: 1, totalSteps: 9 }) }),
          }),
        ],
      }),
    ],
    [
      [
        "join",
        "--schedules",
        "1",
        "--schedules",
        "linear --start 0 --end 1 --total-steps 100",
        "--boundaries",
        "7",
        "--no-rebase",
        "--side",
        "left",
        "--labels",
        "a,b",
      ],
      core.join({
        schedules: [1, core.linear({ start: 0, end: 1, totalSteps: 100 })],
        boundaries: [7],
        rebase: false,
        side: "left",
        labels: ["a", "b"],
      }),
    ],
    [
      ["warmup-cosine --peak 1 --warmup-steps 10", "--total-steps", "100"],
      core.warmupCosine({ peak: 1, warmupSteps: 10, totalSteps: 100 }),
    ],
  ])("%j", async (words, schedule) => expect(await document(words)).toBe(values(schedule)));

  it.each<[string, core.Schedule]>([
    [
      "warmup_cosine --lr 3e-4 --min_lr 3e-5 --warmup_ratio 0.03 --max_steps 100k",
      core.warmupCosine({ peak: 3e-4, end: 3e-5, warmupSteps: 3_000, totalSteps: 100_000 }),
    ],
    [
      "warmup-cosine --learning-rate 3e-4 --min-lr 10% --warmup-steps 0.7% --total-steps 1_000",
      core.warmupCosine({ peak: 3e-4, end: 0.1 * 3e-4, warmupSteps: 7, totalSteps: 1_000 }),
    ],
    [
      "wsd --lr 1e-3 --min-lr-ratio 10% --warmup 1k --total 1e5 --decay-ratio 0.2",
      core.warmupStableDecay({
        peak: 1e-3,
        endRatio: 0.1,
        warmupSteps: 1_000,
        totalSteps: 100_000,
        decaySteps: 20_000,
      }),
    ],
    ["linear --lr .5 --end 0 --total 1", core.linear({ start: 0.5, end: 0, totalSteps: 1 })],
    ["step --lr 1 --gamma .5 --step_size 1.5K", core.stepDecay({ peak: 1, gamma: 0.5, every: 1_500 })],
    ["cosine --max-lr 1 --eta-min .1 --t-max 9", core.cosine({ peak: 1, end: 0.1, totalSteps: 9 })],
    ["constant --lr 2", core.constant({ value: 2 })],
  ])("reads what people type: %s", async (line, schedule) => {
    expect(await document(line.split(" "))).toBe(values(schedule));
  });

  it("takes several steps after one option", async () => {
    const { text } = await anneal([
      "sample",
      "linear",
      "--start",
      "0",
      "--end",
      "1",
      "--total-steps",
      "10",
      "--steps",
      "0",
      "5,10",
      "1k",
    ]);
    expect(text).toBe("step,value\n0,0\n5,0.5\n10,1\n1000,1\n");
  });

  it("prints values of six digits on a terminal, and all digits elsewhere", async () => {
    const args = ["sample", "0.123456789", "--steps", "0"];
    expect((await anneal(args, { columns: 80 })).text).toBe("        step  value\n           0  0.123457\n");
    expect((await anneal(args)).text).toBe("step,value\n0,0.123456789\n");
    const json = await anneal([...args, "--format", "json"], { columns: 80 });
    expect(JSON.parse(json.text)).toEqual([{ step: 0, value: 0.123456789 }]);
  });
});
