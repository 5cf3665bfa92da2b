/** A run that goes on from a checkpoint has the bits of one that never stopped. */
import { loadCheckpoint, saveCheckpoint } from "@anneal/checkpoint";
import { Optimizer, type OptimizerOptions, SGD } from "@anneal/core";
import { Optimizer as WasmOptimizer } from "@anneal/wasm";
import { describe, expect, it } from "vitest";
import { shared } from "../../core/test/support/random-cases.js";
import { everything, gradients, initial, type RuleCase, ruleCases } from "../../core/test/support/rules.js";
import { MemoryFile } from "./support/memory-file.js";
import { createRun } from "./support/run.js";

const engines = {
  host: (entry: RuleCase) => new Optimizer(entry.rule, initial(entry), options(entry)),
  wasm: (entry: RuleCase) =>
    new WasmOptimizer(entry.rule, initial(entry), { ...options(entry), engine: "wasm" }),
};
const options = (entry: RuleCase) =>
  ({ ...entry.options, memory: "resident", ema: { decay: 0.9 } }) as OptimizerOptions<RuleCase["rule"]>;

function run(optimizer: Optimizer, entry: RuleCase, from: number, to: number): void {
  optimizer.train();
  for (let t = from; t < to; t++) optimizer.step({ grads: gradients(entry, t) });
}

describe.each(shared(ruleCases, 6, 4))("$title", (entry) => {
  it.each([
    ["host", "wasm"],
    ["wasm", "host"],
  ] as const)("goes on with the same bits, saved on %s and loaded on %s", async (from, to) => {
    const whole = engines[from](entry);
    run(whole, entry, 0, 3);
    const file = new MemoryFile();
    await saveCheckpoint(file, { optimizer: whole });
    run(whole, entry, 3, 5);

    const resumed = engines[to](entry);
    resumed.params[0]?.fill(7);
    expect(await loadCheckpoint(file, { optimizer: resumed })).toEqual({ step: 3, metadata: {} });
    run(resumed, entry, 3, 5);
    expect(resumed.engine).toBe(to);
    expect(everything(resumed)).toEqual(everything(whole));
    expect(resumed.emaParams()).toEqual(whole.emaParams());
    whole.dispose();
    resumed.dispose();
  });
});

describe("a run with schedulers and metric rules", () => {
  it.each([0, 1, 5, 9])("goes on from step %i as if it had never stopped", async (cut) => {
    const whole = createRun();
    for (let t = 0; t < cut; t++) whole.step(t);
    const file = new MemoryFile();
    await saveCheckpoint(file, { ...whole.parts, metadata: { note: "größe" } });
    const resumed = createRun(3);
    const loaded = await loadCheckpoint(file, resumed.parts);
    expect(loaded).toEqual({ step: cut, metadata: { note: "größe" } });
    const states = () => [whole, resumed].map((each) => JSON.stringify(each.snapshot()));
    expect(states()[1]).toBe(states()[0]);
    for (let t = cut; t < 14; t++) {
      whole.step(t);
      resumed.step(t);
    }
    expect(whole.rule.factor).toBeLessThan(1);
    expect(states()[1]).toBe(states()[0]);
  });

  it("can be loaded over one that is further on", async () => {
    const early = createRun();
    early.step(0);
    const file = new MemoryFile();
    await saveCheckpoint(file, early.parts);
    const late = createRun();
    for (let t = 0; t < 9; t++) late.step(t);
    await loadCheckpoint(file, late.parts);
    expect(late.snapshot()).toEqual(early.snapshot());
  });
});

describe("an optimizer over arrays of the caller", () => {
  it("is filled in place", async () => {
    const weights = Float32Array.of(1, 2, 3);
    const create = (values: Float32Array) => new SGD([values], { lr: 0.5, momentum: 0.9, memory: "caller" });
    const whole = create(weights);
    whole.step({ grads: [Float32Array.of(1, 1, 1)] });
    const file = new MemoryFile();
    await saveCheckpoint(file, { optimizer: whole });
    const own = new Float32Array(3);
    await loadCheckpoint(file, { optimizer: create(own) });
    expect(own).toEqual(weights);
  });
});
