/** Every export of every package, called with hostile values: an answer, a typed error or the caller's own, and nothing half done. */
import * as checkpoint from "@anneal/checkpoint";
import * as checkpointFiles from "@anneal/checkpoint/node";
import * as cli from "@anneal/cli";
import * as core from "@anneal/core";
import * as forecast from "@anneal/forecast";
import * as interop from "@anneal/interop";
import * as jax from "@anneal/jax";
import * as fused from "@anneal/jax/fused";
import * as monitor from "@anneal/monitor";
import * as files from "@anneal/monitor/node";
import * as gpu from "@anneal/node-gpu";
import * as plot from "@anneal/plot";
import * as tfjs from "@anneal/tfjs";
import * as callbacks from "@anneal/tfjs/callbacks";
import * as wasm from "@anneal/wasm";
import { setBackend } from "@tensorflow/tfjs";
import { describe, expect, it, onTestFinished } from "vitest";
import { cases, sampled } from "../../packages/core/test/support/random-cases.js";
import { testFolder } from "../../packages/monitor/test/support/folder.js";
import { type Examples, failureOf, problemWith } from "./support/attack.js";
import {
  cliExamples,
  forecastExamples,
  gpuExamples,
  interopExamples,
  jaxExamples,
  monitorExamples,
  plotExamples,
  wasmExamples,
} from "./support/examples.js";
import { checkpointExamples, checkpointFileExamples } from "./support/examples-checkpoint.js";
import { coreExamples } from "./support/examples-core.js";
import { callbackExamples, fusedExamples, tfjsExamples } from "./support/examples-frameworks.js";
import { hostile, hostileValues, instanceOf, spoil } from "./support/hostile-values.js";
import { attackSeed, Random } from "./support/random.js";

await setBackend("cpu");

type Constructor = new (...args: never[]) => Error;

const packages = {
  core,
  wasm,
  plot,
  interop,
  monitor,
  files,
  checkpoint,
  checkpointFiles,
  forecast,
  jax,
  fused,
  tfjs,
  callbacks,
  gpu,
  cli,
} as const;
const examples: Readonly<Record<string, Examples>> = {
  core: coreExamples,
  wasm: wasmExamples,
  plot: plotExamples,
  interop: interopExamples,
  monitor: monitorExamples,
  checkpoint: checkpointExamples,
  checkpointFiles: checkpointFileExamples,
  forecast: forecastExamples,
  jax: jaxExamples,
  fused: fusedExamples,
  tfjs: tfjsExamples,
  callbacks: callbackExamples,
  gpu: gpuExamples,
  cli: cliExamples,
};

const isErrorClass = (value: unknown): value is Constructor =>
  typeof value === "function" && value.prototype instanceof Error;
const typed = Object.values(packages).flatMap((exports) => Object.values(exports).filter(isErrorClass));

/** Functions and classes that are exported, also those in an object such as `torch`, as calls. */
function callables(exports: object, path = ""): [string, (...args: never[]) => unknown][] {
  return Object.entries(exports).flatMap(([name, value]): [string, (...args: never[]) => unknown][] => {
    // The compiler alone calls the update of a rule, with expressions.
    if (core.isRule(value)) return [];
    if (typeof value === "object" && value !== null && !Array.isArray(value) && path === "") {
      return callables(value, `${name}.`);
    }
    if (typeof value !== "function" || isErrorClass(value)) return [];
    const isClass = /^class\b/.test(Function.prototype.toString.call(value));
    return [[path + name, isClass ? (...args) => Reflect.construct(value, args) : value]];
  });
}

/** Sinks and checkpoints make files of the names that they get: in a folder that is removed. */
function workInFolder(): void {
  const folder = testFolder();
  const before = process.cwd();
  process.chdir(folder);
  onTestFinished(() => process.chdir(before));
}

/** Those that begin something outside of this process, or need a device to get anywhere. */
const leftOut = new Set(["jit", "requestGpu", "useAsNavigatorGpu", "init", "initSync", "initForecast"]);

describe.each(Object.keys(packages) as (keyof typeof packages)[])("%s", (name) => {
  it("takes every hostile value as any of its arguments", async () => {
    workInFolder();
    const problems = new Map<string, string>();
    for (const [i, [callable, call]] of callables(packages[name]).entries()) {
      if (leftOut.has(callable)) continue;
      for (const [title, make] of sampled(Object.entries(hostileValues), 6, i)) {
        for (const args of [[make()], [make(), make()], [{ lr: make(), steps: make(), peak: make() }]]) {
          const failure = await failureOf({ call, args }, args);
          const problem = failure && problemWith(failure.error, typed);
          if (problem) problems.set(`${callable} ${problem}`, `of ${args.length} arguments: ${title}`);
        }
      }
    }
    expect([...problems].slice(0, 20)).toEqual([]);
  });

  const ownExamples = Object.entries(examples[name] ?? {});
  if (ownExamples.length === 0) return;

  it.each(ownExamples)("%s: works, with an instance of a class as options, too", async (_, make) => {
    workInFolder();
    const example = make();
    expect(await failureOf(example, example.args)).toBeNull();
    const again = make();
    const last = again.args.length - 1;
    const isOptions = (value: unknown) =>
      typeof value === "object" && value !== null && Object.getPrototypeOf(value) === Object.prototype;
    if (!isOptions(again.args[last]) || "kind" in (again.args[last] as object)) return;
    const args = [...again.args.slice(0, last), instanceOf(again.args[last] as Record<string, unknown>)];
    expect(await failureOf(again, args)).toBeNull();
  });

  it.each(ownExamples)("%s: survives spoiled arguments", async (title, make) => {
    workInFolder();
    const problems: string[] = [];
    const seed = [...title].reduce((mixed, letter) => (mixed * 31 + letter.charCodeAt(0)) | 0, attackSeed);
    const random = new Random(seed);
    for (let i = 0; i < cases(60); i++) {
      const example = make();
      const before = JSON.stringify(example.state?.());
      const { args, what } = spoil(example.args, random);
      const failure = await failureOf(example, args);
      if (failure === null) continue;
      const problem = problemWith(failure.error, typed);
      if (problem) problems.push(`${what} (attack ${i}) ${problem}`);
      else if (JSON.stringify(example.state?.()) !== before)
        problems.push(`${what} (attack ${i}) is half done`);
    }
    expect(problems.slice(0, 10).join("\n")).toBe("");
  });
});

it("tells an error that is not typed, and one that is", () => {
  const random = new Random(attackSeed);
  for (let i = 0; i < 100; i++) {
    const { value } = hostile(random);
    expect(problemWith(new core.InvalidArgumentError("x", value, "another"), typed)).toBeNull();
  }
  expect(problemWith(new TypeError("undefined is not a function"), typed)).toMatch(/threw TypeError/);
  const split = Object.assign(new core.InvalidArgumentError("x", 1, "another"), { message: "one\ntwo" });
  expect(problemWith(split, typed)).toMatch(/several lines/);
});
