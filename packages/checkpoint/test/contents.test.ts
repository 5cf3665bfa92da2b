/** What is in the file, and which parts of a run go in and out. */
import { CheckpointError, loadCheckpoint, openSafetensors, saveCheckpoint } from "@anneal/checkpoint";
import { Adam, AdamW, InvalidArgumentError, type OptimizerState } from "@anneal/core";
import { describe, expect, it } from "vitest";
import { split } from "./support/header.js";
import { MemoryFile } from "./support/memory-file.js";
import { refused } from "./support/refused.js";
import { createRun } from "./support/run.js";

async function savedRun(steps = 2) {
  const run = createRun();
  for (let t = 0; t < steps; t++) run.step(t);
  const file = new MemoryFile();
  await saveCheckpoint(file, { ...run.parts, metadata: { dataset: "digits" } });
  return { run, file };
}

describe("the file", () => {
  it("has readable names, and everything else as JSON", async () => {
    const { run, file } = await savedRun();
    const { header, data } = split(file.bytes);
    expect(Object.keys(header)).toEqual([
      "__metadata__",
      "body.weight",
      "head.bias",
      "optimizer.body.weight.expAvg",
      "optimizer.body.weight.expAvgSq",
      "optimizer.head.bias.expAvg",
      "optimizer.head.bias.expAvgSq",
    ]);
    expect(header["optimizer.body.weight.expAvg"]).toEqual({
      dtype: "F32",
      shape: [3, 4],
      data_offsets: [68, 116],
    });
    expect(data.byteLength).toBe(3 * 4 * 17);
    const { __metadata__: metadata = {} } = header;
    expect(metadata).toMatchObject({ "anneal.checkpoint": "1", "anneal.step": "2", dataset: "digits" });
    expect(metadata["anneal.checksum"]).toMatch(/^xxh64:[\da-f]{16}$/);
    const state = JSON.parse(metadata["anneal.optimizer"] as string);
    expect(state.params[0]).toMatchObject({ name: "body.weight", step: 2, slots: ["expAvg", "expAvgSq"] });
    expect(JSON.parse(metadata["anneal.schedulers"] as string)).toEqual([run.scheduler.stateDict()]);
    expect(JSON.parse(metadata["anneal.metricRules"] as string)).toEqual([run.rule.stateDict()]);
  });

  it("gets its checksum last, and has its tensors at multiples of 8 bytes", async () => {
    const { file } = await savedRun();
    expect(file.positions.at(-1)).toBe(8 + '{"__metadata__":{"anneal.checksum":"xxh64:'.length);
    expect((file.size - split(file.bytes).data.byteLength) % 8).toBe(0);
  });

  it("is read by name", async () => {
    const { run, file } = await savedRun();
    const opened = await openSafetensors(file);
    const both = await Promise.all(["body.weight", "head.bias"].map((name) => opened.read(name)));
    expect(both).toEqual(run.optimizer.params);
    expect(opened.metadata.get("dataset")).toBe("digits");
  });
});

describe("loading a part", () => {
  const weights = () => ({
    "body.weight": { values: new Float32Array(12), shape: [3, 4] },
    "head.bias": new Float32Array(5),
  });

  it("is refused unless it is asked for", async () => {
    const { run, file } = await savedRun();
    const parameters = weights();
    const { field, reason } = await refused(loadCheckpoint(file, { parameters }));
    expect([field, reason]).toEqual([
      "optimizer",
      "is in the file, but has no target; pass strict: false to ignore it",
    ]);
    expect(parameters["head.bias"]).toEqual(new Float32Array(5));
    await loadCheckpoint(file, { parameters, strict: false });
    expect(parameters["body.weight"].values).toEqual(run.optimizer.params[0]);
    expect(parameters["head.bias"]).toEqual(run.optimizer.params[1]);
  });

  it("names the part that has no target", async () => {
    const { file } = await savedRun();
    const { parts } = createRun();
    const fieldOf = async (targets: object) => (await refused(loadCheckpoint(file, targets))).field;
    expect(await fieldOf({ ...parts, schedulers: [] })).toBe("schedulers");
    expect(await fieldOf({ ...parts, metricRules: [] })).toBe("metricRules");
    expect(await fieldOf({ ...parts, schedulers: [...parts.schedulers, ...parts.schedulers] })).toBe(
      "schedulers.length",
    );
    expect(await fieldOf({ ...parts, parameters: { "head.bias": new Float32Array(5) } })).toBe(
      "tensors.body.weight",
    );
  });
});

describe("parameters", () => {
  it("are saved alone, with a step", async () => {
    const file = new MemoryFile();
    const parameters = {
      w: { values: Float32Array.of(1, 2, 3, 4), shape: [2, 2] },
      empty: new Float32Array(),
    };
    await saveCheckpoint(file, { parameters, step: 12 });
    const into = { w: { values: new Float32Array(4), shape: [2, 2] }, empty: new Float32Array() };
    expect(await loadCheckpoint(file, { parameters: into })).toEqual({ step: 12, metadata: {} });
    expect(into.w.values).toEqual(parameters.w.values);
  });

  it("without names get their index", async () => {
    const file = new MemoryFile();
    await saveCheckpoint(file, { optimizer: new Adam([2, { name: "b", length: 1 }]) });
    expect(Object.keys(split(file.bytes).header)).toContain("optimizer.0.expAvg");
    expect(Object.keys(split(file.bytes).header)).toContain("optimizer.b.expAvg");
  });

  it("are collected into large pieces, and large ones are written from where they are", async () => {
    const file = new MemoryFile();
    const many = Object.fromEntries(
      Array.from({ length: 300 }, (_, i) => [`p${i}`, new Float32Array(100).fill(i)]),
    );
    const large = Float32Array.from({ length: 2_400_000 }, (_, i) => i);
    await saveCheckpoint(file, { parameters: { ...many, large, last: Float32Array.of(5) } });
    // The header and the small ones, full pieces of 1 MiB, the rest with the last one, the checksum.
    expect(file.positions.length).toBe(1 + Math.floor(large.byteLength / 2 ** 20) + 2);
    const into = Object.fromEntries(
      Object.entries(many).map(([name, { length }]) => [name, new Float32Array(length)]),
    );
    const target = { ...into, large: new Float32Array(large.length), last: new Float32Array(1) };
    await loadCheckpoint(file, { parameters: target });
    expect(into).toEqual(many);
    expect(Buffer.compare(Buffer.from(target.large.buffer), Buffer.from(large.buffer))).toBe(0);
    expect(target.last).toEqual(Float32Array.of(5));
  });
});

describe("what is no state of this library", () => {
  /** An optimizer of another library: it gives copies, and nothing says beforehand whether it takes a state. */
  class Foreign {
    readonly inner = new AdamW([3]);
    loads = 0;

    async stateDict(): Promise<OptimizerState> {
      return this.inner.stateDict();
    }

    async loadStateDict(state: OptimizerState): Promise<void> {
      this.loads++;
      this.inner.loadStateDict(state);
    }
  }

  it("is saved and loaded by its states alone", async () => {
    const foreign = new Foreign();
    foreign.inner.step({ grads: [Float32Array.of(1, 2, 3)] });
    const file = new MemoryFile();
    await saveCheckpoint(file, {
      optimizer: foreign,
      parameters: { w: foreign.inner.params[0] as Float32Array },
    });
    const other = new Foreign();
    const w = new Float32Array(3);
    await loadCheckpoint(file, { optimizer: other, parameters: { w } });
    expect(other.inner.stateDict()).toEqual(foreign.inner.stateDict());
    expect(w).toEqual(foreign.inner.params[0]);
  });

  it("is taken back where a later part refuses", async () => {
    const foreign = new Foreign();
    foreign.inner.step({ grads: [Float32Array.of(1, 2, 3)] });
    let position = 1;
    const scheduler = (refuses: boolean) => ({
      stateDict: () => ({ position }),
      loadStateDict: (state: object) => {
        if (refuses) throw new InvalidArgumentError("state.position", 1, "something else");
        position = (state as { position: number }).position;
      },
    });
    const parameters = { w: Float32Array.of(1, 2, 3) };
    const file = new MemoryFile();
    await saveCheckpoint(file, {
      optimizer: foreign,
      parameters,
      schedulers: [scheduler(false), scheduler(false)],
    });
    const other = new Foreign();
    position = 5;
    const target = { w: new Float32Array(3) };
    const { field, reason } = await refused(
      loadCheckpoint(file, {
        optimizer: other,
        parameters: target,
        schedulers: [scheduler(false), scheduler(true)],
      }),
    );
    expect([field, reason]).toEqual(["schedulers[1].position", "must be something else; the file has 1"]);
    expect(position).toBe(5);
    expect(other.inner.stateDict()).toEqual(new AdamW([3]).stateDict());
    expect(target.w).toEqual(new Float32Array(3));
  });

  it("needs its parameters given", async () => {
    const saving = saveCheckpoint(new MemoryFile(), { optimizer: new Foreign() });
    await expect(saving).rejects.toThrow("parameters must be given: this optimizer has no Float32Arrays");
  });
});

describe("values that are not finite", () => {
  it("are neither saved nor loaded, unless they are allowed", async () => {
    const optimizer = () => new AdamW([{ name: "w", values: new Float32Array(9) }], { memory: "resident" });
    const diverged = optimizer();
    (diverged.params[0] as Float32Array)[7] = Number.NaN;
    const saving = saveCheckpoint(new MemoryFile(), { optimizer: diverged });
    await expect(saving).rejects.toThrow("w[7] must be finite, or saved with allowNonFinite: true; got NaN");
    const file = new MemoryFile();
    await saveCheckpoint(file, { optimizer: diverged, allowNonFinite: true });
    const { field, reason } = await refused(loadCheckpoint(file, { optimizer: optimizer() }));
    expect([field, reason]).toEqual([
      "tensors.w[7]",
      "is NaN, which is not finite; pass allowNonFinite: true to accept it",
    ]);
    const target = optimizer();
    await loadCheckpoint(file, { optimizer: target, allowNonFinite: true });
    expect(target.params[0]?.[7]).toBeNaN();
  });
});

describe("a step while a checkpoint is saved or loaded", () => {
  it("is noticed", async () => {
    const run = createRun();
    const file = new MemoryFile();
    const write = file.write.bind(file);
    file.write = async (position, bytes) => {
      run.optimizer.step();
      await write(position, bytes);
    };
    await expect(saveCheckpoint(file, run.parts)).rejects.toThrow(
      "optimizer.stepCount must be 0, as when saving began: make no step until saveCheckpoint has resolved; got 1",
    );
  });
});

describe("arguments", () => {
  const optimizer = new AdamW([1]);
  it.each<[string, object, string]>([
    ["an unknown part", { optimizers: optimizer }, "optimizers"],
    ["a name twice", { optimizer: new Adam([1, { name: "0", length: 1 }]) }, "the name of a tensor"],
    ["what is no optimizer", { optimizer: {} }, "optimizer"],
    ["what is no scheduler", { schedulers: [{}] }, "schedulers[0]"],
    [
      "a wrong shape",
      { parameters: { w: { values: new Float32Array(2), shape: [3] } } },
      "parameters.w.values",
    ],
    ["a reserved name", { metadata: { "anneal.step": "1" } }, "metadata.anneal.step"],
    ["metadata that is no text", { metadata: { a: 1 } }, "metadata.a"],
    ["a step that is no count", { step: 1.5 }, "step"],
    [
      "a tensor of the same name",
      { optimizer, parameters: { "optimizer.0.expAvg": new Float32Array(1) } },
      "the name of a tensor",
    ],
    [
      "the name of the metadata",
      { parameters: { __metadata__: new Float32Array(1) } },
      "the name of a tensor",
    ],
  ])("%s is refused", async (_title, contents, argument) => {
    await expect(async () => saveCheckpoint(new MemoryFile(), contents)).rejects.toMatchObject({
      name: "InvalidArgumentError",
      argument,
    });
  });

  it("errors are on one line, whatever is in the file", () => {
    const { message } = new CheckpointError("tensors.a\nb", "x".repeat(10_000));
    expect(message).not.toMatch(/\n/);
    expect(message.length).toBeLessThan(900);
  });
});
