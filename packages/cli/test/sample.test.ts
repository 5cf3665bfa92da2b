/** `anneal sample`: every format against the schedule itself. */

import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { PassThrough, Readable, Writable } from "node:stream";
import { run } from "@anneal/cli";
import { cosineRestarts, type Schedule, warmupCosine } from "@anneal/core";
import { sample } from "@anneal/wasm";
import fc from "fast-check";
import { afterAll, describe, expect, it } from "vitest";
import { cases } from "../../core/test/support/random-cases.js";
import { littleEndian } from "../src/output/encoders.js";
import { anneal } from "./support/anneal.js";

const folder = mkdtempSync(join(tmpdir(), "anneal-sample-"));
afterAll(() => rmSync(folder, { recursive: true }));

const lr = warmupCosine({ peak: 3e-4, warmupSteps: 200, totalSteps: 50_000 });
const words = ["warmup-cosine", "--peak", "3e-4", "--warmup-steps", "200", "--total-steps", "50000"];
const endless = cosineRestarts({ peak: 0.1, firstCycleSteps: 100, cycleMultiplier: 1.5, peakDecay: 0.9 });

async function sampled(...args: string[]): Promise<Buffer> {
  const { code, bytes, error } = await anneal(["sample", ...args]);
  expect(error).toBe("");
  expect(code).toBe(0);
  return bytes;
}

const csvOf = (schedule: Schedule, steps: readonly number[]) =>
  `step,value\n${steps.map((step) => `${step},${schedule(step)}\n`).join("")}`;

const range = (count: number, from = 0, stride = 1) =>
  Array.from({ length: count }, (_, i) => from + i * stride);

describe("the steps", () => {
  it("reach from 0 to the step where the schedule becomes constant", async () => {
    expect(String(await sampled(...words))).toBe(csvOf(lr, range(50_001)));
  });

  it("are those of --from, --to and --stride", async () => {
    const args = ["--from", "-10", "--to", "211", "--stride", "20"];
    expect(String(await sampled(...words, ...args))).toBe(csvOf(lr, range(12, -10, 20)));
    expect(String(await sampled(...args, ...words))).toBe(csvOf(lr, range(12, -10, 20)));
  });

  it("are those of --steps, in the order given", async () => {
    const steps = [100, 0, -3, 0.5, 49_999.25];
    expect(String(await sampled(...words, "--steps", steps.join(", ")))).toBe(csvOf(lr, steps));
    expect(String(await sampled(...words, "--steps=-3,5"))).toBe(csvOf(lr, [-3, 5]));
    expect(String(await sampled(...words, "--steps", "-3"))).toBe(csvOf(lr, [-3]));
  });

  it("can be one", async () => {
    expect(String(await sampled(...words, "--from", "7", "--to", "7"))).toBe(csvOf(lr, [7]));
  });

  it("are the same fractions in every part", async () => {
    const steps = range(70_001, 0.1, 0.7);
    const args = ["--from", "0.1", "--stride", "0.7", "--to", String(steps.at(-1))];
    expect(String(await sampled(...words, ...args))).toBe(csvOf(lr, steps));
  });

  it("reach the last whole number", async () => {
    const from = 2 ** 53 - 2;
    const args = ["--from", String(from), "--to", String(2 ** 53), "0.25"];
    expect(String(await sampled(...args))).toBe(
      `step,value\n${[0, 1, 2].map((i) => `${from + i},0.25\n`).join("")}`,
    );
  });

  it("of sample take precedence over those of shift", async () => {
    const shifted = await sampled("--steps", "0,205", "shift", "--steps", "5", "--schedule", words.join(" "));
    expect(String(shifted)).toBe(`step,value\n0,${lr(-5)}\n205,${lr(200)}\n`);
  });
});

describe("the formats", () => {
  it("json is an array with an object for each step", async () => {
    const text = String(await sampled(...words, "--format", "json"));
    expect(JSON.parse(text)).toEqual(range(50_001).map((step) => ({ step, value: lr(step) })));
    expect(text.split("\n").slice(0, 2)).toEqual(["[", '{"step":0,"value":0},']);
  });

  it("json has null where a value is not finite", async () => {
    const power = JSON.stringify({ kind: "power", exponent: -1 });
    expect(JSON.parse(String(await sampled(power, "-f", "json", "--to", "2")))).toEqual([
      { step: 0, value: null },
      { step: 1, value: 1 },
      { step: 2, value: 0.5 },
    ]);
    expect(String(await sampled(power, "--to", "1"))).toBe("step,value\n0,Infinity\n1,1\n");
  });

  it.each([
    ["f64", "float64", "auto"],
    ["f64", "float64", "wasm"],
    ["f64", "float64", "host"],
    ["f32", "float32", "auto"],
    ["f32", "float32", "host"],
  ] as const)("%s is the bytes of %s with engine %s", async (format, dtype, engine) => {
    const args = ["cosine-restarts", "--peak", "0.1", "--first-cycle-steps", "100"];
    const more = ["--cycle-multiplier", "1.5", "--peak-decay", "0.9", "--to", "99999"];
    const bytes = await sampled(...args, ...more, "--format", format, "--engine", engine);
    const values = sample(endless, { count: 100_000, dtype });
    expect(bytes.equals(Buffer.from(values.buffer, values.byteOffset, values.byteLength))).toBe(true);
  });

  it("are little-endian on every machine", () => {
    const wide = Float64Array.of(1, -2.5);
    const narrow = Float32Array.of(1, -2.5);
    // On the other kind of machine the bytes lie the other way round, and come out turned once more.
    for (const values of [wide, narrow]) {
      const there = littleEndian(values, "BE");
      const size = values.BYTES_PER_ELEMENT;
      const turned = Buffer.from(there);
      if (size === 8) turned.swap64();
      else turned.swap32();
      expect(turned).toEqual(littleEndian(values, "LE"));
    }
    expect([...littleEndian(Float32Array.of(1), "LE")]).toEqual([0, 0, 0x80, 0x3f]);
  });

  it("hold for any range", async () => {
    const whole = fc.tuple(
      fc.integer({ min: -1e6, max: 1e6 }),
      fc.nat(1e5),
      fc.integer({ min: 1, max: 1e4 }),
    );
    await fc.assert(
      fc.asyncProperty(whole, async ([from, length, stride]) => {
        const args = ["--from", `${from}`, "--to", `${from + length}`, "--stride", `${stride}`];
        const bytes = await sampled(...words, ...args, "--format", "f64");
        const count = Math.floor(length / stride) + 1;
        const values = sample(lr, { start: from, count, stride });
        return bytes.equals(Buffer.from(values.buffer, values.byteOffset, values.byteLength));
      }),
      { numRuns: cases(50) },
    );
  });
});

describe("the schedule", () => {
  const document = JSON.stringify(lr);
  const tree = JSON.stringify(lr.node);
  const expected = csvOf(lr, [0, 100, 200, 300]);
  const steps = ["--steps", "0,100,200,300"];

  it.each([
    ["a document", document],
    ["a tree", tree],
    ["a tree among blanks", `\n  ${tree}\n`],
    ["a tree after a byte order mark", `\uFEFF${tree}`],
  ])("is %s in a file or in standard input", async (name, text) => {
    const path = join(folder, `${name}.json`);
    writeFileSync(path, text);
    expect(String(await sampled(path, ...steps))).toBe(expected);
    const { text: fromInput } = await anneal(["sample", "-", ...steps], { stdin: text });
    expect(fromInput).toBe(expected);
  });

  it("is JSON on the command line", async () => {
    expect(String(await sampled(document, ...steps))).toBe(expected);
    expect(String(await sampled(`  ${tree}`, ...steps))).toBe(expected);
  });

  it("is a number", async () => {
    expect(String(await sampled("3e-4", "--to", "1"))).toBe("step,value\n0,0.0003\n1,0.0003\n");
  });

  it("is a constructor even where there is a file of that name", async () => {
    const { code, error } = await anneal(["sample", "cosine", "--to", "1"]);
    expect(code).toBe(2);
    expect(error).toContain("--peak is missing");
  });

  it("within another one comes from a file or standard input too", async () => {
    const args = ["sample", "scale", "--factor", "1", "--schedule", "-", ...steps];
    expect((await anneal(args, { stdin: document })).text).toBe(expected);
  });
});

describe("standard output", () => {
  it("gets the next part after the previous one was written", async () => {
    const lengths: number[] = [];
    const stdout = new Writable({
      write(part: Buffer, _, done) {
        // What waits, this part included.
        expect(stdout.writableLength).toBe(part.length);
        lengths.push(part.length);
        setTimeout(done, 1);
      },
    });
    const streams = { stdin: Readable.from([]), stdout, stderr: new PassThrough(), env: {} };
    expect(await run(["sample", ...words, "--to", "199999", "--format", "f64"], streams)).toBe(0);
    expect(lengths.reduce((sum, length) => sum + length)).toBe(1_600_000);
    expect(lengths.length).toBeGreaterThan(4);
  });
});

describe("--output", () => {
  it("takes everything", async () => {
    const path = join(folder, "rates.csv");
    writeFileSync(path, "something longer than what comes, so that rests of it would be seen".repeat(99));
    expect(await sampled(...words, "--to", "3", "--output", path)).toHaveLength(0);
    expect(readFileSync(path, "utf8")).toBe(csvOf(lr, [0, 1, 2, 3]));
  });

  it("is unchanged after invalid input", async () => {
    const path = join(folder, "kept.csv");
    writeFileSync(path, "kept");
    expect((await anneal(["sample", "cosine", "--peak", "-1", "--total-steps", "9", "-o", path])).code).toBe(
      1,
    );
    expect((await anneal(["sample", "cosine", "--peak", "1", "-o", path])).code).toBe(2);
    expect(readFileSync(path, "utf8")).toBe("kept");
  });

  it("is required for bytes on a terminal", async () => {
    const { code, error, bytes } = await anneal(["sample", ...words, "-f", "f32"], { columns: 80 });
    expect(code).toBe(2);
    expect(error).toContain("add --output <file>");
    expect(bytes).toHaveLength(0);
  });
});
