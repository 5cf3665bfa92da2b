/** Every example runs, prints the expected output, and is reproducible. */
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { constant, fromJSON } from "@anneal/core";
import { afterEach, describe, expect, it, vi } from "vitest";
import { sampled } from "../../packages/core/test/support/random-cases.js";
import { loadDigits, PIXELS } from "../src/train-digits/digits.js";
import { train } from "../src/train-digits/train.js";

const { argv } = process;
afterEach(() => {
  process.argv = argv;
  vi.restoreAllMocks();
});

/** The output of a program. */
async function run(name: string, ...args: string[]): Promise<string> {
  vi.resetModules();
  const log = vi.spyOn(console, "log").mockImplementation(() => {});
  process.argv = [...argv.slice(0, 2), ...args];
  await import(`../src/${name}.ts`);
  return log.mock.calls.map((line) => line.join(" ")).join("\n");
}

/** Moments in fewer bits lead to about the loss of float32, which is below `most`. */
async function compareStates(program: string, most: number): Promise<void> {
  const output = await run(program, "--quick");
  const losses = Array.from(output.matchAll(/^\| `"\w+"` \| ([\d.]+) \|/gm), ([, loss]) => Number(loss));
  const [float32 = 0, eightBits = 0, bfloat16 = 0] = losses;
  expect(losses).toHaveLength(3);
  for (const loss of [eightBits, bfloat16]) expect(Math.abs(loss / float32 - 1)).toBeLessThan(0.05);
  expect(losses.every((loss) => loss < most)).toBe(true);
}

/** The examples that train for a second or more; `npm test` runs some of them. */
const trainings: [string, () => Promise<void>][] = [
  [
    "train with jax-js, in one trace",
    async () => {
      const output = await run("train-with-jax");
      expect(output).toMatch(/step 0: loss 2\.\d+, learning rate 0\.00e\+0/);
      expect(output).toMatch(/(9[0-9]\.\d) % of the test digits recognized after 300 steps, traced 1 time/);
    },
  ],
  [
    "train with TensorFlow.js, and resume to the same bits",
    async () => {
      const output = await run("train-with-tfjs");
      expect(output).toMatch(/^(9\d|100)\.\d % of the test digits recognized after 240 updates/);
      expect(output).toContain("updated in place: true");
      expect(output).toContain("resumed from the checkpoint to the same bits: true");
    },
  ],
  [
    "compare the libraries on the language model",
    async () => {
      const output = await run("compare-language-model", "--steps", "10");
      const [, tfjs = "", jitted = "", fused = ""] =
        /loss until update 10 +[\d.]+ +([\d.]+) +([\d.]+) +([\d.]+)/.exec(output) ?? [];
      expect([jitted, fused]).toEqual([tfjs, tfjs]);
      expect(output).toMatch(/optimizer, % of an update( +[\d.]+){4}/);
    },
  ],
  ["compare moments in fewer bits on the digits", () => compareStates("low-memory-digits", 1)],
  [
    "compare moments in fewer bits on the language model",
    () => compareStates("low-memory-language-model", 4),
  ],
  [
    "train on handwritten digits",
    async () => {
      const output = await run("train-digits", "--quick");
      for (const part of [
        "run 2 of 2: constant 0.003, seed 1",
        "Test digits recognized with warm-up and cosine, peak 0.003: ",
        "▲ warm-up ends at 6",
        "Training loss",
        "A curve of 10,000 steps",
        "A step of AdamW on the 50,890 parameters",
      ]) {
        expect(output).toContain(part);
      }
      // Even 60 steps are far better than guessing, which recognizes one digit of ten.
      const accuracy = Number(/peak 0\.003: ([\d.]+) %/.exec(output)?.[1]);
      expect(accuracy).toBeGreaterThan(60);
    },
  ],
];

describe("the examples", () => {
  it("resume training bit for bit", async () => {
    const output = await run("resume-training");
    expect(output).toMatch(/at step 80: weights [\d.-]+, [\d.-]+\nat step 200: /);
    expect(output).toContain("bit for bit the uninterrupted run: true");
  });

  it("train your own arrays", async () => {
    const output = await run("your-own-arrays");
    expect(output).toContain("batch 60 skipped: nonFinite, parameter 0");
    expect(output).toMatch(/y = (2\.9|3\.0)\d x \+ -(0\.9|1\.0)\d after 150 steps/);
  });

  it.each(sampled(trainings, trainings.length))("%s", (_, check) => check());

  it("forecast the language model from three of its runs", async () => {
    const output = await run("forecast-language-model");
    const guide = readFileSync(new URL("../../docs/forecasting.md", import.meta.url), "utf8");
    const rows = output.split("\n").filter((line) => line.startsWith("| "));
    expect(rows).toHaveLength(12);
    for (const row of rows) expect(guide).toContain(row);
  });

  it("share a schedule as JSON and SVG", async () => {
    const folder = mkdtempSync(join(tmpdir(), "anneal-examples-"));
    try {
      const output = await run("share-a-schedule", folder);
      expect(output).toContain("the same bits at 10000 steps: true");
      expect(fromJSON(readFileSync(join(folder, "schedule.json"), "utf8"))(500)).toBe(3e-4);
      expect(readFileSync(join(folder, "schedule.svg"), "utf8")).toMatch(
        /^<svg[\s\S]*restarts[\s\S]*<\/svg>\n?$/,
      );
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it("find a learning rate that trains, unlike much lower and higher ones", async () => {
    const output = await run("find-learning-rate");
    expect(output).toContain("valley (suggested) at ");
    const losses = Array.from(output.matchAll(/loss ([\d.]+)$/gm), ([, loss]) => Number(loss));
    const [low = 0, suggested = 1, high = 0] = losses;
    expect(suggested).toBeLessThan(0.1 * Math.min(low, high));
  });
});

describe("the digits", () => {
  const digits = loadDigits(8_000);

  it("are ten thousand different images in random order", () => {
    const { training, test } = digits;
    expect([training.count, test.count]).toEqual([8_000, 2_000]);
    for (const { count, labels, pixels } of [training, test]) {
      expect([labels.length, pixels.length]).toEqual([count, count * PIXELS]);
      const perDigit = Array.from(
        { length: 10 },
        (_, digit) => labels.filter((label) => label === digit).length,
      );
      // Both parts contain about a tenth of each digit.
      for (const share of perDigit.map((found) => found / count)) {
        expect(share).toBeGreaterThan(0.08);
        expect(share).toBeLessThan(0.12);
      }
    }
    expect(new Set(training.labels.subarray(0, 100)).size).toBe(10);
  });

  it("are learned, and the losses are reproducible", () => {
    const options = { ...digits, lr: constant({ value: 0.003 }), seed: 7, steps: 40, batchSize: 16 };
    const seen: number[] = [];
    const first = train({ ...options, onStep: (loss) => seen.push(loss) });
    expect(seen).toHaveLength(40);
    // The loss of guessing is log(10).
    expect(first.losses[0]).toBeGreaterThan(1.8);
    expect(Math.max(...first.losses.slice(-5))).toBeLessThan(1.3);
    expect(train(options)).toEqual(first);
    expect(train({ ...options, seed: 8 }).losses).not.toEqual(first.losses);
  });
});
