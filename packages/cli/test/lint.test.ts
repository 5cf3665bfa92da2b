/** `anneal lint`: the findings of the library, in words and as JSON, and the exit code. */
import { join, lint, warmupCosine } from "@anneal/core";
import { expect, it } from "vitest";
import { anneal } from "./support/anneal.js";

const words = "warmup-cosine --peak 3e-4 --warmup-steps 200 --total-steps 10000".split(" ");
const schedule = warmupCosine({ peak: 3e-4, warmupSteps: 200, totalSteps: 10_000 });

it("prints the library's findings, and fails", async () => {
  const { code, text, error } = await anneal(["lint", ...words]);
  expect(code).toBe(3);
  expect(error).toBe("anneal: found 1 warning\n");
  for (const { code: name, message, cost } of lint(schedule)) {
    for (const part of [name, message, cost]) expect(text).toContain(part);
  }
});

it("passes all options on, and prints JSON", async () => {
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
  expect(code).toBe(4);
  expect(error).toBe("anneal: found 1 error and 1 warning\n");
  expect(JSON.parse(text)).toEqual(lint(schedule, run));
  expect(lint(schedule, run).map((finding) => finding.code)).toContain("stepped-per-micro-batch");
  const fast = await anneal(["lint", ...words, "--run", "5000", "--scheduler-steps", "3", "--json"]);
  expect(JSON.parse(fast.text)).toEqual(lint(schedule, { totalSteps: 5_000, schedulerStepsPerUpdate: 3 }));
});

/** The fixes that the command prints, in its order. */
async function fixesFor(args: readonly string[]): Promise<(string | undefined)[]> {
  const { text } = await anneal(["lint", ...args]);
  return [...text.matchAll(/^ {2}fix: {2}(.*)$/gm)].map(([, fix]) => fix);
}

it.each<[string, string, string[]]>([
  [
    "updates wasted at rate 0",
    "warmup-cosine --peak 3e-4 --warmup-steps 200 --total-steps 10000",
    ['--warmup-rule "(t+1)/W"'],
  ],
  [
    "no warm-up, by another constructor",
    "cosine --peak 3e-4 --total-steps 10000 --optimizer adamw",
    ['warmup-cosine --warmup-steps 3% --warmup-rule "(t+1)/W"'],
  ],
  [
    "a run that is too short, by its length",
    "warmup-cosine --peak 3e-4 --warmup-steps 100 --total-steps 10000 --warmup-rule (t+1)/W --run 5000",
    ["--total-steps 5000"],
  ],
  [
    "a high end",
    "warmup-linear --peak 3e-4 --end 2e-4 --warmup-steps 300 --total-steps 10000 --warmup-rule (t+1)/W",
    ["--end 10%"],
  ],
])("names the options that fix %s", async (_, line, expected) => {
  const args = line.split(" ");
  expect(await fixesFor(args)).toEqual(expected);
});

it("prints code if no option fixes a finding", async () => {
  const jump = "join --schedules 1 --schedules 0.5 --boundaries 100 --run 200".split(" ");
  const found = lint(join({ schedules: [1, 0.5], boundaries: [100] }), { totalSteps: 200 });
  expect(found.length).toBeGreaterThan(0);
  expect(await fixesFor(jump)).toEqual(found.map(({ fix }) => fix));
});

it("succeeds without findings, or if all are accepted", async () => {
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
])("rejects %s %s by the name that was typed", async (option, value) => {
  const { code, error } = await anneal(["lint", ...words, option, value]);
  expect(code).toBe(1);
  expect(error).toMatch(new RegExp(`^anneal: ${option} must be `));
});
