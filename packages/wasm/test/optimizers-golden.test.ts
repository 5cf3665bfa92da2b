/** PyTorch's Adam and AdamW, case by case, on both engines. */
import { readFileSync } from "node:fs";
import * as host from "@anneal/core";
import { describe, expect, test } from "vitest";
import {
  isSupportedRefusal,
  type OptimizerCase,
  type OptimizerEngine,
  type OptimizerRefusal,
  runOptimizerCase,
  runOptimizerRefusal,
  supportedOptimizers,
} from "../../../spec/src/optimizers.js";
import * as module from "../src/optimizers/index.js";

const golden: { cases: OptimizerCase[]; raises: OptimizerRefusal[] } = JSON.parse(
  readFileSync(new URL("../../../spec/golden/optimizers.json", import.meta.url), "utf8"),
);
const engines: Record<string, OptimizerEngine> = { host, module };
const cases = golden.cases.filter(({ name }) => supportedOptimizers.includes(name));
const refusals = golden.raises.filter(isSupportedRefusal);

test("the file has what is run below", () => {
  expect(cases.length).toBe(49);
  expect(refusals.length).toBe(11);
});

describe.each(Object.keys(engines))("%s", (name) => {
  const engine = engines[name] as OptimizerEngine;

  test.each(cases)("$id", (one) => {
    const result = runOptimizerCase(one, engine);
    expect(result.message).toMatch(/at most/);
    expect(result.ok).toBe(true);
  });

  test.each(refusals)("refuses $name $args", (refusal) => {
    expect(runOptimizerRefusal(refusal, engine)).toMatchObject({ ok: true });
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
  const unnoticed = fixedRate.filter((one) => runOptimizerCase(one, { ...host, AdamW: Wrong }).ok);
  expect(fixedRate.length).toBeGreaterThan(5);
  expect(unnoticed.map(({ id }) => id)).toEqual([]);
});
