/** `anneal forecast fit`: the formats of its logs, their rates, and the schedules given with them. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Schedule, warmupConstant, warmupCosine } from "@anneal/core";
import { lawFromJSON, publishedLaws } from "@anneal/forecast";
import { tensorBoardSink } from "@anneal/monitor/node";
import { afterAll, describe, expect, it } from "vitest";
import { loggedRates } from "../src/forecast/logged-rates.js";
import { anneal } from "./support/anneal.js";

const folder = mkdtempSync(join(tmpdir(), "anneal-forecast-logs-"));
afterAll(() => rmSync(folder, { recursive: true }));
const path = (name: string) => join(folder, name);
const written = (name: string, content: string) => {
  writeFileSync(path(name), content);
  return path(name);
};

const law = publishedLaws["25M"];
const shared = { peak: 3e-4, warmupSteps: 100 };
const constant = warmupConstant(shared);
const runs: Record<string, Schedule | ((step: number) => number)> = {
  constant,
  cosine: warmupCosine({ ...shared, totalSteps: 3000, end: 3e-5 }),
  cut: (step: number) => (step < 1520 ? constant(step) : 9e-5),
};
const steps = Array.from({ length: 58 }, (_, i) => 100 + 50 * i);

/** The rows of a run. */
function rowsOf(name: string) {
  const schedule = runs[name] as Schedule;
  return law.loss(schedule, steps).map((loss, i) => ({
    step: steps[i] as number,
    lr: schedule(steps[i] as number),
    loss,
  }));
}
const csvOf = (name: string, header = "step,lr,loss") =>
  `${header}\n${rowsOf(name)
    .map(({ step, lr, loss }) => `${step},${lr},${loss}`)
    .join("\n")}\n`;

/** The law of a fit of these files, and what the command printed. */
async function fitOf(...args: string[]) {
  const { code, error } = await anneal(["forecast", "fit", ...args, "--output", path("law.json")]);
  expect([code, error]).toEqual([0, ""]);
  return lawFromJSON(readFileSync(path("law.json"), "utf8"));
}

const csvs = Object.keys(runs).map((name) => written(`${name}.csv`, csvOf(name)));

describe("the format of a log", () => {
  const others = csvs.slice(1);

  it("may be JSON Lines, trainer_state.json or TensorBoard, with the same law", async () => {
    const expected = (await fitOf(...csvs)).parameters;
    const rows = rowsOf("constant");
    const lines = rows.map((row) =>
      JSON.stringify({ global_step: row.step, learning_rate: row.lr, loss: row.loss }),
    );
    const trainer = { log_history: rows.map(({ step, lr, loss }) => ({ step, learning_rate: lr, loss })) };
    expect((await fitOf(written("run.jsonl", lines.join("\n")), ...others)).parameters).toEqual(expected);
    const state = written("trainer_state.json", JSON.stringify(trainer));
    expect((await fitOf(state, ...others)).parameters).toEqual(expected);
    const sink = tensorBoardSink(path("events"));
    for (const row of rows) await sink.log(row);
    await sink.close?.();
    const found = await fitOf(path("events"), ...others);
    // Event files have float32.
    const cosine = runs.cosine as Schedule;
    const [one, other] = [found.loss(cosine, [2999])[0], law.loss(cosine, [2999])[0]];
    expect(Math.abs((one as number) / (other as number) - 1)).toBeLessThan(0.002);
  });

  it("may have other columns, named by options", async () => {
    const expected = (await fitOf(...csvs)).parameters;
    const named = Object.keys(runs).map((name) => written(`${name}-named.csv`, csvOf(name, "n,rate_,val")));
    const columns = ["--step-column", "n", "--lr-column", "rate_", "--loss-column", "val"];
    expect((await fitOf(...named, ...columns)).parameters).toEqual(expected);
    const unknown = written("log.txt", csvOf("cosine"));
    expect((await fitOf(...csvs.slice(0, 1), unknown, "--log-format", "csv")).name).toBe("multi-power");
  });
});

describe("the schedules of files", () => {
  const words = ["warmup-constant", "warmup-cosine"].map((name) => `${name} --peak 3e-4 --warmup-steps 100`);
  const [first = "", second = ""] = [words[0], `${words[1]} --total-steps 3000 --end 3e-5`];
  const [a, b] = ["constant", "cosine"].map((name) =>
    written(`${name}-bare.csv`, csvOf(name, "step,rate_,loss")),
  ) as [string, string];

  it("follow each file, or all of them in order", async () => {
    const each = await fitOf(a, "--schedule", first, b, "--schedule", second);
    const atEnd = await fitOf(a, b, "--schedule", first, "--schedule", second);
    expect(atEnd.parameters).toEqual(each.parameters);
    const swapped = await fitOf(a, b, "--schedule", second, "--schedule", first);
    expect(swapped.parameters).not.toEqual(each.parameters);
  });

  it.each<[string, string[], RegExp]>([
    [
      "too many",
      [a, b, ...Array.from({ length: 3 }, () => ["--schedule", first]).flat()],
      /--schedule is given 3 times after .*cosine-bare.csv; give it once after each file, or once for each of the 2 files/,
    ],
    [
      "two after the first file",
      [a, "--schedule", first, "--schedule", second, b],
      /--schedule is given 2 times/,
    ],
    [
      "none for a file without rates",
      [a, b, "--schedule", second],
      /constant-bare.csv: .*no column that is clearly the lr/,
    ],
  ])("are rejected if there are %s", async (_, args, message) => {
    const { code, error } = await anneal(["forecast", "fit", ...args]);
    expect([1, 2]).toContain(code);
    expect(error).toMatch(message);
  });
});

describe("logged rates", () => {
  it("are interpolated from 0 at step 0 on", () => {
    const { rates, jumps } = loggedRates([2, 4, 6], [1, 3, 1]);
    expect(rates).toEqual([0, 0.5, 1, 2, 3, 2, 1]);
    expect(jumps).toEqual([]);
    expect(loggedRates([0, 2], [1, 3]).rates).toEqual([1, 2, 3]);
  });

  it("jump between two steady rates", () => {
    const { rates, jumps } = loggedRates([0, 10, 20, 30], [2, 2, 1, 1]);
    expect(jumps).toEqual([[10, 20]]);
    expect([rates[10], rates[19], rates[20], rates[30]]).toEqual([2, 2, 1, 1]);
    expect(loggedRates([0, 10, 20, 30], [2, 2, 1, 0]).jumps).toEqual([]);
    expect(loggedRates([0, 10, 11, 20], [2, 2, 1, 1]).jumps).toEqual([]);
    expect(loggedRates([0, 10, 20, 30], [2, 2, 1.99, 1.99]).jumps).toEqual([]);
  });

  it("make nearly the law of the exact schedule, and the command says where they jump", async () => {
    const { text } = await anneal(["forecast", "fit", ...csvs]);
    expect(text).toContain("note: cut: the rate jumps between steps 1500 and 1550; pass --schedule for");
    const found = await fitOf(...csvs);
    for (const schedule of Object.values(runs)) {
      const [ours, exact] = [found.loss(schedule, [2999])[0], law.loss(schedule, [2999])[0]];
      expect(Math.abs((ours as number) / (exact as number) - 1)).toBeLessThan(0.001);
    }
  });
});

it("the options of another action are refused", async () => {
  for (const [args, message] of [
    [["fit", csvs[0], "--peak", "1"], /--peak is not an option of forecast fit/],
    [
      ["best", "--law", "25M", "--total", "9", "--peak", "1", "--smoothing", "3"],
      /--smoothing is not an option/,
    ],
    [
      ["compare", "--law", "25M", "1e-3", "--schedule", "2e-3"],
      /--schedule is not an option of forecast compare/,
    ],
  ] as [string[], RegExp][]) {
    const { code, error } = await anneal(["forecast", ...args]);
    expect(code).toBe(2);
    expect(error).toMatch(message);
  }
});

it("the plot of a resampled fit has a band around each prediction", async () => {
  const bands = async (...more: string[]) => {
    await anneal(["forecast", "fit", ...csvs, "--svg", path("fit.svg"), ...more]);
    return readFileSync(path("fit.svg"), "utf8").match(/class="band /g)?.length ?? 0;
  };
  expect([await bands("--resamples", "3"), await bands()]).toEqual([3, 0]);
});
