/** PyTorch's classes over an optimizer, step by step, against what PyTorch computed. */
import { readFileSync } from "node:fs";
import { InvalidArgumentError } from "@anneal/core";
import { describe, expect, it } from "vitest";
import type { TorchCase } from "../../../spec/src/state-dict-case.js";
import { optimizerOf, schedulerOf } from "../../../spec/src/torch-schedulers.js";

interface Case extends TorchCase {
  readonly id: string;
  readonly library: string;
  readonly steps?: readonly number[];
  readonly lr?: readonly (number | readonly number[])[];
  readonly momentum?: readonly (number | readonly number[])[];
  readonly raises?: string;
  readonly raises_at?: "construct" | number;
}

const file = new URL("../../../spec/golden/schedules.json", import.meta.url);
const cases = (JSON.parse(readFileSync(file, "utf8")) as Case[]).filter(
  ({ library, name }) => library === "torch" && name !== "ReduceLROnPlateau",
);

/** Stepping a scheduler to a step far ahead says no more than moving there. */
const STEPPED_AT_MOST = 2_000;

const asList = (value: number | readonly number[]) => (typeof value === "number" ? [value] : value);

function expectCase(golden: Case, from = 0): void {
  const optimizer = optimizerOf(golden);
  let scheduler = schedulerOf(optimizer, golden);
  const { steps = [], lr = [], momentum } = golden;
  const largest = Math.max(...lr.flatMap(asList).map(Math.abs));
  for (const [i, step] of steps.entries()) {
    if (step > STEPPED_AT_MOST) scheduler.moveTo(step);
    while (scheduler.lastEpoch < step) scheduler.step();
    if (i === from) {
      const state = JSON.parse(JSON.stringify(scheduler.stateDict()));
      const groups = optimizer.paramGroups.map((group) => ({ ...group }));
      scheduler = schedulerOf(
        Object.assign(optimizer, { paramGroups: optimizerOf(golden).paramGroups }),
        golden,
      );
      scheduler.loadStateDict(state);
      expect(optimizer.paramGroups).toEqual(groups);
    }
    const wanted = asList(lr[i] as number);
    for (const [group, rate] of scheduler.getLastLr().entries()) {
      expect(Math.abs(rate - (wanted[group] as number)), `${golden.id} at ${step}`).toBeLessThanOrEqual(
        1e-12 * largest,
      );
    }
    if (momentum === undefined) continue;
    const first = optimizer.paramGroups.map((group) => group.momentum ?? group.betas?.[0]);
    for (const [group, value] of asList(momentum[i] as number).entries()) {
      expect(first[group], `${golden.id} at ${step}`).toBeCloseTo(value, 12);
    }
  }
}

describe.each([...new Set(cases.map(({ name }) => name))])("%s", (name) => {
  const own = cases.filter((golden) => golden.name === name);

  it("has PyTorch's rates, resumed at any step", () => {
    const runs = own.filter(({ raises }) => raises === undefined);
    expect(runs.length).toBeGreaterThan(0);
    for (const [index, golden] of runs.entries()) {
      expectCase(golden);
      expectCase(golden, (7 * index + 3) % (golden.steps?.length ?? 1));
    }
  });

  it("rejects what PyTorch rejects", () => {
    for (const golden of own.filter(({ raises }) => raises !== undefined)) {
      const run = () => {
        const scheduler = schedulerOf(optimizerOf(golden), golden);
        const last = typeof golden.raises_at === "number" ? golden.raises_at : 0;
        while (scheduler.lastEpoch < last) scheduler.step();
      };
      expect(run, golden.id).toThrow(InvalidArgumentError);
    }
  });
});
