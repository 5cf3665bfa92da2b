/** `anneal forecast`: fits a law to logs, ranks schedules by it, and finds the best one. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fromJSON, type Schedule, warmupConstant, warmupCosine, warmupLinear } from "@anneal/core";
import { lawFromJSON, publishedLaws, resampledFromJSON } from "@anneal/forecast";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { anneal } from "./support/anneal.js";

const folder = mkdtempSync(join(tmpdir(), "anneal-forecast-"));
afterAll(() => rmSync(folder, { recursive: true }));
const path = (name: string) => join(folder, name);

const shared = { peak: 3e-4, warmupSteps: 100 };
const law = publishedLaws["25M"];
const runs: Record<string, Schedule> = {
  cosine: warmupCosine({ ...shared, totalSteps: 3000, end: 3e-5 }),
  constant: warmupConstant(shared),
  linear: warmupLinear({ ...shared, totalSteps: 3000, end: 3e-6 }),
};
const steps = Array.from({ length: 57 }, (_, i) => 150 + 50 * i);

beforeAll(() => {
  for (const [name, schedule] of Object.entries(runs)) {
    const rows = law
      .loss(schedule, steps)
      .map((loss, i) => `${steps[i]},${schedule(steps[i] as number)},${loss}`);
    writeFileSync(path(`${name}.csv`), `step,lr,loss\n${rows.join("\n")}\n`);
    writeFileSync(path(`${name}.json`), JSON.stringify(schedule));
  }
});
const files = Object.keys(runs).map((name) => path(`${name}.csv`));

describe("fit", () => {
  it("prints the law and its errors, and writes the law", async () => {
    const args = ["forecast", "fit", ...files, "--resamples", "3", "--output", path("law.json")];
    const { code, text, error } = await anneal([...args, "--svg", path("fit.svg")]);
    expect([code, error]).toEqual([0, ""]);
    expect(text).toMatch(/multi-power law\n {2}L0 +[\d.]+ {2}[\d.]+ to [\d.]+\n/);
    expect(text).toMatch(/\ncosine +(1\.0000|0\.999\d) /);
    const written = readFileSync(path("law.json"), "utf8");
    const [expected, found] = [law, lawFromJSON(written)].map(
      (each) => each.loss(runs.cosine as Schedule, [2999])[0],
    );
    expect(Math.abs((found as number) / (expected as number) - 1)).toBeLessThan(0.005);
    expect(resampledFromJSON(written)).toHaveLength(3);
    expect(readFileSync(path("fit.svg"), "utf8")).toMatch(/^<svg/);
  });

  it("takes a schedule for a file, and another column", async () => {
    writeFileSync(
      path("bare.csv"),
      readFileSync(path("constant.csv"), "utf8").replace("lr,loss", "rate_,val"),
    );
    const words = "warmup-constant --peak 3e-4 --warmup-steps 100";
    const args = ["forecast", "fit", path("bare.csv"), "--schedule", words, "--loss-column", "val", "--json"];
    const { code, text } = await anneal(args);
    expect(code).toBe(0);
    expect(lawFromJSON(text).name).toBe("multi-power");
    const other = await anneal(["forecast", "fit", ...files, "--kind", "annealing", "--json"]);
    expect(lawFromJSON(other.text).name).toBe("annealing");
  });

  it("reports what the runs can't determine", async () => {
    const { text } = await anneal(["forecast", "fit", path("constant.csv")]);
    expect(text).toContain("warning: no run cuts its rate after warm-up");
  });
});

describe("compare", () => {
  it("ranks schedules and draws them over their losses", async () => {
    const args = ["forecast", "compare", "--law", "25M", path("cosine.json"), path("linear.json")];
    const { code, text } = await anneal([...args, "--total", "3000", "--svg", path("compare.svg")]);
    expect(code).toBe(0);
    const [first, second] = [text.indexOf("learning rate"), text.indexOf("predicted loss")];
    expect(first).toBe(0);
    expect(second).toBeGreaterThan(first);
    expect(text).toMatch(
      /schedule +final loss +cost\n(cosine|linear) +[\d.]+\n(cosine|linear) +[\d.]+ +\+[\d.]+\n$/,
    );
    expect(readFileSync(path("compare.svg"), "utf8")).toContain("Predicted losses");
  });

  it("prints intervals of a resampled law, and JSON", async () => {
    await anneal(["forecast", "fit", ...files, "--resamples", "3", "--output", path("law.json"), "--json"]);
    const args = ["forecast", "compare", "--law", path("law.json"), path("cosine.json"), path("linear.json")];
    expect((await anneal(args)).text).toMatch(/schedule +final loss +cost +interval +best in\n/);
    const ranked = JSON.parse((await anneal([...args, "--json"])).text) as {
      label: string;
      chance: number;
    }[];
    expect(ranked.map(({ label }) => label).sort()).toEqual(["cosine", "linear"]);
    expect(ranked.reduce((sum, { chance }) => sum + chance, 0)).toBeCloseTo(1, 12);
  });
});

describe("best", () => {
  it("prints the choice, and writes an ordinary schedule", async () => {
    const args = "forecast best --law 25M --total 3000 --peak 3e-4 --warmup-steps 100".split(" ");
    const { code, text } = await anneal([...args, "--output", path("best.json")]);
    expect(code).toBe(0);
    expect(text).toMatch(/predicted final loss [\d.]+\n {2}0: 0\n {2}100: 0.0003\n/);
    expect(text).toMatch(
      /the best constructor is at [\d.]+, [\d.]+ above:\n {2}warmup-stable-decay --peak 0.0003 /,
    );
    expect(fromJSON(readFileSync(path("best.json"), "utf8"))(100)).toBe(3e-4);
  });

  it("takes a family, and prints a valid command", async () => {
    const args = "forecast best --law 25M --total 3000 --peak 3e-4 --family warmup-cosine".split(" ");
    const { text } = await anneal(args);
    expect(text).toContain("without warm-up, which no law can choose: --warmup-steps adds one");
    const words = (text.split("\n").find((line) => line.startsWith("  warmup-cosine ")) ?? "")
      .trim()
      .split(" ");
    expect((await anneal(["sample", ...words, "--steps", "3000"])).code).toBe(0);
    const { family } = JSON.parse((await anneal([...args, "--json"])).text) as { family: string };
    expect(family).toBe("warmupCosine");
  });
});

describe("invalid input", () => {
  it.each<[string, string[], number, RegExp]>([
    ["nothing to do", [], 2, /forecast needs an action: fit, compare or best/],
    [
      "an unknown word",
      ["fits"],
      2,
      /forecast has the actions fit, compare and best; got "fits"; did you mean fit\?/,
    ],
    ["no runs", ["fit"], 2, /forecast fit needs runs/],
    ["a missing file", ["fit", "nothing.csv"], 1, /can't read nothing.csv/],
    ["no law", ["compare", "1e-3"], 2, /--law is missing/],
    ["no schedules", ["compare", "--law", "25M"], 2, /forecast compare needs schedules/],
    ["a law that is none", ["compare", "--law", path("cosine.json"), "1e-3"], 1, /cosine.json: /],
    ["no total", ["best", "--law", "25M", "--peak", "1"], 2, /--total is missing/],
    ["no peak", ["best", "--law", "25M", "--total", "100"], 2, /--peak is missing/],
    [
      "a total that is too small",
      ["best", "--law", "25M", "--peak", "1", "--total", "1"],
      1,
      /--total must be/,
    ],
    [
      "a total of 0 after a schedule with one of its own",
      ["compare", "--law", "25M", "cosine", "--peak", "1", "--total", "9", "--total", "0"],
      1,
      /--total must be at least 2; got 0/,
    ],
    [
      "a total that is too large",
      ["compare", "--law", "25M", path("cosine.json"), "--total", "1e12"],
      1,
      /--total must be at most 10000000; got 1000000000000/,
    ],
    [
      "a schedule of zeros",
      ["compare", "--law", "25M", "constant", "--value", "0", "--total", "9"],
      1,
      /constant must be a schedule with a finite loss at step 8/,
    ],
    ["a schedule for best", ["best", "1e-3", "--law", "25M"], 2, /forecast best takes no schedule/],
  ])("%s", async (_, args, code, message) => {
    const outcome = await anneal(["forecast", ...args]);
    expect(outcome.code).toBe(code);
    expect(outcome.error).toMatch(message);
    expect(outcome.error.trim().split("\n")).toHaveLength(1);
  });

  it.each<[string, string, RegExp]>([
    [
      "a row that is too short",
      "step,lr,loss\n1,2\n",
      /bad.csv: the log has no column that is clearly the loss/,
    ],
    ["no rows", "step,lr,loss\n", /bad.csv: the log has no numbers with a step/],
    ["no column of losses", "step,lr\n1,2\n", /bad.csv: the log has no column that is clearly the loss/],
    ["no rates and no schedule", "step,loss\n1,2\n", /bad.csv: the log has no column that is clearly the lr/],
    ["what is no number", "step,lr,loss\n1,1,x\n", /bad.csv: the log has no column that is clearly the loss/],
    ["a step that is too far", "step,lr,loss\n1e12,1,1\n", /bad.csv: the last step must be below 10000000/],
    ["a loss of 0", "step,lr,loss\n1,1,0\n", /bad.csv: losses\[0\] must be a finite number above 0; got 0/],
  ])("a file with %s", async (_, content, message) => {
    writeFileSync(path("bad.csv"), content);
    const { code, error } = await anneal(["forecast", "fit", path("bad.csv")]);
    expect([1, 2]).toContain(code);
    expect(error).toMatch(message);
  });
});
