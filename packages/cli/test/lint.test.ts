/** `anneal lint`: the findings of the library, in words and as JSON, and the exit code. */
import { lint, warmupCosine } from "@anneal/core";
import { expect, it } from "vitest";
import { anneal } from "./support/anneal.js";

const words = "warmup-cosine --peak 3e-4 --warmup-steps 200 --total-steps 10000".split(" ");
const schedule = warmupCosine({ peak: 3e-4, warmupSteps: 200, totalSteps: 10_000 });

it("says what the library finds, and fails", async () => {
  const { code, text, error } = await anneal(["lint", ...words]);
  expect(code).toBe(1);
  expect(error).toBe("anneal: 1 mistake found\n");
  for (const { code: name, message, cost, fix } of lint(schedule)) {
    for (const part of [name, message, cost, fix]) expect(text).toContain(part);
  }
});

it("passes everything on, and prints JSON", async () => {
  const run = {
    totalSteps: 2_500,
    epochs: 3,
    stepsPerEpoch: 800,
    optimizer: "adam",
    accumulation: 4,
    worldSize: 2,
  };
  const more =
    "--run 2500 --epochs 3 --updates-per-epoch 800 --optimizer adam --accumulation 4 --world-size 2".split(
      " ",
    );
  const { code, text, error } = await anneal(["lint", ...words, ...more, "--json"]);
  expect(code).toBe(1);
  expect(error).toBe("anneal: 2 mistakes found\n");
  expect(JSON.parse(text)).toEqual(lint(schedule, run));
  expect(lint(schedule, run).map((finding) => finding.code)).toContain("stepped-per-micro-batch");
  const fast = await anneal(["lint", ...words, "--run", "5000", "--scheduler-steps", "3", "--json"]);
  expect(JSON.parse(fast.text)).toEqual(lint(schedule, { totalSteps: 5_000, schedulerStepsPerUpdate: 3 }));
});

it("is content where nothing is wrong, or where it is meant", async () => {
  const rule = ["--warmup-rule", "(t+1)/W"];
  expect(await anneal(["lint", ...words, ...rule])).toMatchObject({
    code: 0,
    text: "nothing found\n",
    error: "",
  });
  expect(await anneal(["lint", ...words, "--accept", "first-update-at-zero"])).toMatchObject({ code: 0 });
});

it.each<[string[], number, string]>([
  [[], 2, "lint takes one schedule"],
  [["0.1", "0.2"], 2, "lint takes one schedule"],
  [["0.1", "--run", "1.5"], 1, "--run must be a whole number"],
  [["0.1", "--run", "0"], 1, "--run must be a whole number of at least 1"],
  [["0.1", "--accept", "all"], 1, "--accept must be"],
])("lint %j exits with %i", async (args, code, message) => {
  const outcome = await anneal(["lint", ...args]);
  expect(outcome).toMatchObject({ code, text: "" });
  expect(outcome.error).toContain(message);
});

it.each([
  ["--run", "0"],
  ["--accumulation", "0"],
  ["--scheduler-steps", "0.5"],
  ["--accept", "nope"],
])("refuses %s %s by the name that was typed", async (option, value) => {
  const { code, error } = await anneal(["lint", ...words, option, value]);
  expect(code).toBe(1);
  expect(error).toMatch(new RegExp(`^anneal: ${option} must be `));
});
