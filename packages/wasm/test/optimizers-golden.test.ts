/** The optimizers of PyTorch, timm and others, case by case, on both engines. */
import { readFileSync } from "node:fs";
import * as host from "@anneal/core";
import { describe, expect, test } from "vitest";
import type { OptimizerEngine } from "../../../spec/src/engines.js";
import type { OptimizerCase, OptimizerRefusal } from "../../../spec/src/optimizer-case.js";
import { judgeOptimizer } from "../../../spec/src/optimizer-file.js";
import { refusalProblem, runOptimizer } from "../../../spec/src/optimizers.js";
import * as module from "../src/optimizers/index.js";

interface GoldenFile {
  readonly cases: readonly OptimizerCase[];
  readonly raises?: readonly OptimizerRefusal[];
}

const files = ["optimizers.json", "optimizers-more.json"].map(
  (file): GoldenFile =>
    JSON.parse(readFileSync(new URL(`../../../spec/golden/${file}`, import.meta.url), "utf8")),
);
const engines: Record<string, OptimizerEngine> = { host, module };
const cases = files.flatMap((file) => file.cases);
const refusals = files.flatMap((file) => file.raises ?? []);

test("the files have what is run below", () => {
  expect(cases.length).toBe(254);
  expect(refusals.length).toBe(48);
});

describe.each(Object.keys(engines))("%s", (name) => {
  const engine = engines[name] as OptimizerEngine;

  test.each(cases)("$id", (one) => {
    expect(judgeOptimizer(one, runOptimizer(one, engine))).toEqual([]);
  });

  test.each(refusals)("refuses $name $args", (refusal) => {
    expect(refusalProblem(refusal, engine)).toBeNull();
  });
});

test("a rate that is off by a thousandth is noticed", () => {
  class Wrong extends host.AdamW {
    constructor(params: host.ParameterSources, options: host.AdamOptions) {
      const { lr } = options;
      super(params, typeof lr === "number" ? { ...options, lr: lr * 1.001 } : options);
    }
  }
  const fixedRate = cases.filter(({ name, args, lr_per_step, tags }) => {
    return name === "AdamW" && typeof args.lr === "number" && lr_per_step === null && tags === undefined;
  });
  const engine = { ...host, AdamW: Wrong };
  const unnoticed = fixedRate.filter((one) => judgeOptimizer(one, runOptimizer(one, engine)).length === 0);
  expect(fixedRate.length).toBeGreaterThan(5);
  expect(unnoticed.map(({ id }) => id)).toEqual([]);
});
