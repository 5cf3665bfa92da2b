/** PyTorch's states of Adam and AdamW, there and back, and the runs that go on from them. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import {
  fromTorchStateDict,
  loadTorchState,
  openSafetensors,
  saveTorchState,
  type TorchStateDict,
  toTorchStateDict,
} from "@anneal/checkpoint";
import { loadTorchState as loadFromPath, saveTorchState as saveToPath } from "@anneal/checkpoint/node";
import { Adam, AdamW, Lion, warmupCosine } from "@anneal/core";
import { describe, expect, it } from "vitest";
import { testFolder } from "./support/folder.js";
import { joined, split } from "./support/header.js";
import { MemoryFile } from "./support/memory-file.js";
import { refused } from "./support/refused.js";

const golden = (name: string) => new URL(`../../../spec/golden/${name}`, import.meta.url);

interface Tensor {
  readonly tensor: readonly number[];
  readonly b64: string;
}
interface Recorded {
  readonly name: "AdamW" | "Adam" | "SGD";
  readonly args: { readonly lr: number; readonly weight_decay?: number; readonly amsgrad?: boolean };
  readonly init: readonly string[];
  readonly shapes: readonly (readonly number[])[];
  readonly grads: readonly (readonly string[])[];
  readonly steps_before_save: number;
  readonly params_at_save: readonly string[];
  readonly state_dict: {
    readonly state: Readonly<Record<string, Readonly<Record<string, number | Tensor>>>>;
    readonly param_groups: readonly { readonly params: readonly number[] }[];
  };
  readonly final_after_6: readonly string[];
}
const recorded: readonly Recorded[] = JSON.parse(readFileSync(golden("state_dict.json"), "utf8")).optimizers
  .torch;
const runs = recorded.filter(({ name }) => name !== "SGD");
const file = () => new MemoryFile(new Uint8Array(readFileSync(golden("adamw_state.safetensors"))));

function decoded(base64: string): Float32Array {
  const bytes = Uint8Array.from(Buffer.from(base64, "base64"));
  return new Float32Array(bytes.buffer);
}

/** An optimizer with the groups of a recorded run; its rates and so on come from the state. */
function optimizerOf(
  { name, args, shapes, state_dict: { param_groups: groups } }: Recorded,
  values?: readonly string[],
) {
  const Class = name === "AdamW" ? AdamW : Adam;
  const params = groups.map(({ params: indices }) => ({
    params: indices.map((i) => {
      const shape = shapes[i] as readonly number[];
      return values === undefined ? { shape } : { shape, values: decoded(values[i] as string) };
    }),
  }));
  return new Class(params, { amsgrad: args.amsgrad ?? false, memory: "resident" });
}

/** A state with arrays in the place of base64. */
function stateDictOf({ state_dict: { state, param_groups } }: Recorded): TorchStateDict {
  const value = (held: number | Tensor) => (typeof held === "number" ? held : decoded(held.b64));
  const entries = Object.entries(state).map(([i, held]) => [
    i,
    Object.fromEntries(Object.entries(held).map(([key, each]) => [key, value(each)])),
  ]);
  return { state: Object.fromEntries(entries), param_groups };
}

/** Makes the steps that PyTorch made after it had saved, and compares the ends. */
function finish(
  optimizer: AdamW | Adam,
  { grads, steps_before_save: first, final_after_6: final, params_at_save: saved }: Recorded,
) {
  for (const step of grads.slice(first)) optimizer.step({ grads: step.map(decoded) });
  for (const [i, values] of optimizer.params.entries()) {
    const [end, start] = [decoded(final[i] as string), decoded(saved[i] as string)];
    const moved = Math.max(...end.map((value, k) => Math.abs(value - (start[k] as number))));
    for (const [k, value] of values.entries()) {
      expect(Math.abs(value - (end[k] as number))).toBeLessThan(2e-5 * moved);
    }
  }
}

describe.each(runs.map((run) => [run.name, JSON.stringify(run.args), run] as const))(
  "%s %s",
  (_name, _args, run) => {
    it("goes on from PyTorch's state", async () => {
      const optimizer = optimizerOf(run, run.params_at_save);
      optimizer.loadStateDict(await fromTorchStateDict(stateDictOf(run), optimizer));
      expect(optimizer.stepCount).toBe(run.steps_before_save);
      finish(optimizer, run);
    });

    it("gives the state back as it was", async () => {
      const optimizer = optimizerOf(run, run.params_at_save);
      const saved = stateDictOf(run);
      optimizer.loadStateDict(await fromTorchStateDict(saved, optimizer));
      const { state, param_groups: groups } = await toTorchStateDict(optimizer);
      expect(state).toEqual(saved.state);
      const neutral = { foreach: null, capturable: false, differentiable: false, fused: null };
      expect(groups).toEqual(saved.param_groups.map((group) => ({ ...group, ...neutral })));
    });
  },
);

describe("the file that PyTorch wrote", () => {
  const [run] = runs as [Recorded];

  it("is loaded, and the run goes on", async () => {
    const optimizer = optimizerOf(run);
    await loadTorchState(file(), optimizer);
    expect(optimizer.params).toEqual(run.params_at_save.map(decoded));
    expect(optimizer.groups.map(({ weightDecay }) => weightDecay)).toEqual([0.088, 0]);
    finish(optimizer, run);
  });

  it("has the same tensors when it is saved again", async () => {
    const optimizer = optimizerOf(run);
    await loadTorchState(file(), optimizer);
    const path = join(testFolder(), "adamw.safetensors");
    await saveToPath(path, optimizer);
    const written = await openSafetensors(new MemoryFile(new Uint8Array(readFileSync(path))));
    const original = await openSafetensors(file());
    expect([...written.tensors.keys()].sort()).toEqual([...original.tensors.keys()].sort());
    for (const name of original.tensors.keys())
      expect(await written.read(name)).toEqual(await original.read(name));
    expect(written.metadata.get("optimizer")).toBe("torch.optim.AdamW");
    const again = optimizerOf(run);
    await loadFromPath(path, again);
    expect(again.stateDict()).toEqual(optimizer.stateDict());
  });

  it("is refused by what it does not fit, which is not changed", async () => {
    const other = new AdamW([{ params: [{ shape: [5] }, { shape: [4, 3] }] }, { params: [1] }], {
      amsgrad: true,
    });
    const before = structuredClone([other.stateDict(), [...other.params]]);
    expect((await refused(loadTorchState(file(), other))).message).toBe(
      "tensors.param.1.shape: is [3,4], but [4,3] in this optimizer",
    );
    const rule = new Adam([{ params: [5, { shape: [3, 4] }] }, { params: [1] }], { amsgrad: true });
    expect((await refused(loadTorchState(file(), rule))).message).toBe(
      "param_groups[0].decoupled_weight_decay: is true, but false here",
    );
    const plain = new AdamW([{ params: [5, { shape: [3, 4] }] }, { params: [1] }]);
    expect((await refused(loadTorchState(file(), plain))).field).toBe("state.groups[0].flags.amsgrad");
    const one = new AdamW([5, { shape: [3, 4] }, 1], { amsgrad: true });
    expect((await refused(loadTorchState(file(), one))).message).toBe(
      "param_groups.length: is 2, but 1 groups are here",
    );
    expect([other.stateDict(), [...other.params]]).toEqual(before);
  });

  it.each<[string, (metadata: Record<string, unknown>) => unknown, string]>([
    ["no groups", (metadata) => delete metadata.param_groups, "__metadata__.param_groups"],
    [
      "groups that are no JSON",
      (metadata) => Object.assign(metadata, { param_groups: "[" }),
      "__metadata__.param_groups",
    ],
    [
      "groups that are none",
      (metadata) => Object.assign(metadata, { param_groups: "[1]" }),
      "__metadata__.param_groups",
    ],
    [
      "other parameters",
      (metadata) => Object.assign(metadata, { param_groups: '[{"params":[1]},{"params":[2]}]' }),
      "param_groups[0].params",
    ],
    ["a negative mean of squares", () => {}, "state.params[0].slots.expAvgSq[0]"],
  ])("is refused with %s", async (_title, change, field) => {
    const { header, data } = split(file().bytes);
    change(header.__metadata__ as Record<string, unknown>);
    const bytes = data.slice();
    if (field.startsWith("state")) new DataView(bytes.buffer).setFloat32(92, -1, true);
    const broken = new MemoryFile(joined(JSON.stringify(header), bytes));
    expect((await refused(loadTorchState(broken, optimizerOf(run)))).field).toBe(field);
  });
});

describe("a state for PyTorch", () => {
  it("has the present rate where a schedule gives it, and no parameter that was never updated", async () => {
    const lr = warmupCosine({ peak: 0.1, warmupSteps: 2, totalSteps: 10 });
    const optimizer = new AdamW([1, 1], { lr });
    optimizer.step({ grads: [Float32Array.of(1), null] });
    const { state, param_groups: groups } = await toTorchStateDict(optimizer);
    expect(Object.keys(state)).toEqual(["0"]);
    expect(groups[0]?.lr).toBe(lr(1));
    const again = new AdamW([1, 1], { lr });
    again.loadStateDict(await fromTorchStateDict({ state, param_groups: groups }, again));
    expect(again.stateDict().params).toEqual(optimizer.stateDict().params);
  });

  it("is made of Adam and AdamW only, without what PyTorch does not have", async () => {
    await expect(toTorchStateDict(new Lion([1]))).rejects.toThrow(
      "optimizer.groups[0].rule must be Adam or AdamW",
    );
    await expect(toTorchStateDict(new Adam([1], { cautious: true }))).rejects.toThrow(
      "optimizer.groups[0].cautious",
    );
    await expect(saveTorchState(new MemoryFile(), new Lion([1]))).rejects.toThrow("Adam or AdamW");
    const averaged = new AdamW([1], { ema: { decay: 0.9 } });
    await expect(fromTorchStateDict({ state: {}, param_groups: [{}] }, averaged)).rejects.toThrow("ema");
    await expect(fromTorchStateDict(null as never, averaged)).rejects.toThrow("stateDict must be an object");
  });
});
