/** Engines' files on the command line: import, compare, and wherever a schedule is taken. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fromJSON } from "@anneal/core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { isDue } from "../../core/test/support/random-cases.js";
import { anneal } from "./support/anneal.js";
import { exampleFiles } from "./support/example-files.js";

const folder = mkdtempSync(join(tmpdir(), "anneal-engines-"));
const home = process.cwd();
beforeAll(() => {
  for (const [name, text] of Object.entries(exampleFiles)) writeFileSync(join(folder, name), text);
  process.chdir(folder);
});
afterAll(() => {
  process.chdir(home);
  rmSync(folder, { recursive: true });
});

async function json(...args: string[]) {
  const { code, text, error } = await anneal([...args, "--json"]);
  expect(error).toBe("");
  expect(code).toBe(0);
  return JSON.parse(text);
}

describe("anneal import", () => {
  it("prints the result as JSON, with a document that every command takes", async () => {
    const result = await json("import", "ds_config.json", "--engine", "deepspeed", "--total", "1000");
    expect(Object.keys(result)).toEqual([
      "engine",
      "engineVersion",
      "schedules",
      "weightDecay",
      "momentum",
      "assumed",
      "notes",
      "findings",
    ]);
    const lr = fromJSON(result.schedules[0].schedule);
    expect([lr(0), lr(1), lr(101)]).toEqual([0, 0, 3e-4]);
    expect(lr(2)).toBeCloseTo(3e-6, 12);
    const { text } = await anneal(["sample", "-", "--steps", "0,101"], {
      stdin: JSON.stringify(result.schedules[0].schedule),
    });
    expect(text).toBe("step,value\n0,0\n101,0.0003\n");
  });

  it("shows the first updates, the peak and the last, and what was assumed", async () => {
    const { text } = await anneal(["import", "sft.yaml", "--total", "1000"]);
    expect(text).toContain("hf (transformers 5.24.0)");
    expect(text).toMatch(/ 100 +0\.0003 {2}<- peak/);
    expect(text).toContain("first-update-at-zero");
  });

  it("reads standard input, and recognizes the engine", async () => {
    const { text } = await anneal(["import", "-", "--total", "1000", "--json"], {
      stdin: exampleFiles["sft.yaml"] ?? "",
    });
    expect(JSON.parse(text).engine).toBe("hf");
  });

  it.each([
    [["import", "sft.yaml"], 2, "sft.yaml: the file does not contain total; give --total <updates>"],
    [["import", "train.sh"], 2, "the file does not contain LR; give --set LR=<value>"],
    [["import", "train.sh", "--set", "LR"], 2, "--set takes <name>=<value>"],
    [["import", "sft.yaml", "--total", "many"], 1, "--total must be a whole number"],
    [["import", "sft.yaml", "--engine", "torch"], 2, 'unknown engine "torch"'],
    [["import", "nothing.yaml"], 1, "there is no such file"],
    [["import"], 2, "import takes one file"],
    [["plot", "cosine", "--peak", "1", "--total-steps", "9", "--total", "9"], 2, "--total is given twice"],
    [["plot", "constant", "--value", "1", "--set", "a=9"], 2, "--set applies to files of training engines"],
    [["plot", "recipe:gpt-9"], 2, 'unknown recipe "gpt-9"'],
    [["plot", "recipe:gpt-3/9B"], 2, "gpt-3 has the sizes"],
  ] as [string[], number, string][])("refuses %j", async (args, code, message) => {
    const outcome = await anneal(args);
    expect(outcome.error).toContain(message);
    expect(outcome.code).toBe(code);
  });
});

describe("schedules", () => {
  it.each([
    [["hf:sft.yaml", "--total", "1000"]],
    [["import:sft.yaml", "--total", "1000"]],
    [["sft.yaml", "--total", "1000"]],
    [["train.sh", "--set", "LR=3e-4"]],
    [["cosine-with-warmup", "--peak", "3e-4", "--warmup-steps", "100", "--total-steps", "1000"]],
  ])("%j may be an engine's file or a short name", async (words) => {
    const { text, error } = await anneal(["sample", ...words, "--steps", "50,100"]);
    expect(error).toBe("");
    expect(text.split("\n")[2]).toMatch(/^100,0\.000(3|29999)/);
  });

  it("may be one in quotes within another, and a recipe", async () => {
    const inner = await anneal([
      "sample",
      "scale",
      "--schedule",
      "hf:sft.yaml --total 1000",
      "--factor",
      "2",
      "--steps",
      "100",
    ]);
    expect(inner.text).toBe("step,value\n100,0.0006\n");
    const { text } = await anneal(["sample", "recipe:GPT-3/175b", "--steps", "1000"]);
    expect(text).toBe("step,value\n1000,0.00006\n".replace("0.00006", text.split(",").at(-1)?.trim() ?? ""));
  });
});

describe("anneal compare", () => {
  it("prints the size, place and reason of differences", async () => {
    const args = ["hf:sft.yaml", "--total", "1000", "nemo:model.yaml", "--total", "1000"];
    const { differences, schedules } = await json("compare", ...args);
    expect(schedules.map(({ peakUpdate }: { peakUpdate: number }) => peakUpdate)).toEqual([100, 100]);
    expect(differences[0]).toMatchObject({ firstDifferent: 0, label: "nemo:model", against: "hf:sft" });
    expect(differences[0].reasons).toContain("NeMo's warm-up is (i + 1)/(W + 1)");
    const { text } = await anneal(["compare", ...args]);
    expect(text).toContain("largest difference");
    expect(text).toContain("update");
  });

  it("reports equal schedules", async () => {
    const { text } = await anneal([
      "compare",
      "a.json",
      "hf:sft.yaml",
      "--total",
      "1000",
      "--no-plot",
      "--updates",
      "900",
    ]);
    expect(text).toContain("the same at every update");
  });

  it("requires two schedules, and a number of updates if none ends", async () => {
    expect((await anneal(["compare", "a.json"])).error).toContain("compare needs two schedules");
    const endless = ["inverse-sqrt", "--peak", "1", "--warmup-steps", "3"];
    expect((await anneal(["compare", ...endless, ...endless])).error).toContain("--updates must be given");
  });
});

describe("anneal identify and find", () => {
  it("finds the constructor of a log, with intervals", async () => {
    const found = await json("identify", "run.csv");
    expect(found).toMatchObject({
      name: "warmupCosine",
      options: { peak: 3e-4, warmupSteps: 100, totalSteps: 1000 },
    });
    expect(found.intervals.warmupSteps).toEqual({ minimum: 100, maximum: 100 });
    const { text } = await anneal(["identify", "trainer_state.json"]);
    expect(text).toContain("anneal plot warmup-cosine --warmup-steps 100 --total-steps 1000 --peak 0.0003");
  });

  it.runIf(isDue(3, 1))("names the nearest constructor of a curve that none reproduces", async () => {
    const rate = (step: number) => (1e-3 * (1 - step / 100) + 2e-5 * Math.sin(step * step)).toPrecision(4);
    const log = ["step,lr", ...Array.from({ length: 90 }, (_, step) => `${step},${rate(step)}`)].join("\n");
    const { error, code } = await anneal(["identify", "-"], { stdin: log });
    expect(code).toBe(1);
    expect(error).toMatch(/nearest: linear\(\{.*\}\), which deviates by up to [\d.e-]+ \(step \d+\)/);
  });

  it("takes the steps of a log that counts from 1", async () => {
    const shifted = (exampleFiles["run.csv"] ?? "").replaceAll(/^\d+/gm, (step) => String(Number(step) + 1));
    const { text } = await anneal(["identify", "-"], { stdin: shifted });
    expect(text).toContain("the log counts updates from 1");
  });

  it("suggests a rate from a range test", async () => {
    const { suggestion, method } = await json("find", "range-test.csv");
    expect(method).toBe("valley");
    expect(suggestion.rate).toBeGreaterThan(1e-5);
    expect((await anneal(["find", "range-test.csv"])).text).toContain("suggested rate (valley)");
    // Only rates and losses.
    const bare = (exampleFiles["range-test.csv"] ?? "").replaceAll(/^[^,\n]*,/gm, "");
    const { text, code } = await anneal(["find", "-", "--json"], { stdin: bare });
    expect(code).toBe(0);
    expect(JSON.parse(text).suggestion).toEqual(suggestion);
  });

  it.each([
    [["identify", "ds_config.json"], 1, "no numbers with a step"],
    [["identify", "run.csv", "--lr-column", "rate"], 1, 'no column "rate"; its columns are learning_rate'],
    [["identify", "nothing.csv"], 1, "there is no such file"],
    [["identify"], 2, "identify takes one log"],
    [["find", "run.csv"], 1, "no column that is clearly the loss"],
    [["find", "range-test.csv", "--suggest", "luck"], 1, "--suggest must be"],
  ] as [string[], number, string][])("refuses %j", async (args, code, message) => {
    const outcome = await anneal(args);
    expect(outcome.error).toContain(message);
    expect(outcome.code).toBe(code);
  });
});

describe("anneal recipes and completion", () => {
  it("lists, shows and draws", async () => {
    expect((await json("recipes", "list")).map(({ name }: { name: string }) => name)).toContain("gpt-3");
    expect(await json("recipes", "show", "gpt-3/175B")).toMatchObject({ size: "175B", peak: 6e-5 });
    expect((await anneal(["recipes"])).text).toContain("llama-3");
    expect((await anneal(["recipes", "show", "gpt-3/175B"])).text).toContain("clipGradNorm");
    expect((await anneal(["recipes", "plot", "gpt-3/175B", "--width", "60"])).text).toContain(
      "learning rate",
    );
    expect((await anneal(["recipes", "shw"])).error).toContain("did you mean show?");
  });

  it.each(["total", "set", "label"])("has no option --%s, which belongs to a schedule", async (name) => {
    expect((await anneal(["plot", "--help"])).text).toContain(`--${name} `);
    expect((await anneal(["recipes", "plot", "--help"])).text).not.toContain(`--${name} `);
    const refused = await anneal(["recipes", "plot", "gpt-3/175B", `--${name}`, "60"]);
    expect(refused.error).toContain(`--${name}`);
    expect(refused.code).toBe(2);
  });

  it.each(["bash", "zsh", "fish"])("completes in %s", async (shell) => {
    const { text, code } = await anneal(["completion", shell]);
    expect(code).toBe(0);
    for (const word of [
      "compare",
      "identify",
      "warmup-cosine",
      "total-steps",
      "recipe:gpt-3/175B",
      "olmo-core",
    ])
      expect(text).toContain(word);
  });

  it("supports three shells", async () => {
    expect((await anneal(["completion", "tcsh"])).error).toContain("bash, zsh or fish");
  });
});
