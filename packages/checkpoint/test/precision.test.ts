/** Slots in fewer bits and parameters of 16 bits in a checkpoint. */
import { CheckpointError, loadCheckpoint, saveCheckpoint } from "@anneal/checkpoint";
import { AdamW, type CommonOptions, type ParameterDtype } from "@anneal/core";
import { AdamW as WasmAdamW } from "@anneal/wasm";
import { describe, expect, it } from "vitest";
import { narrowed } from "../../core/test/support/half-parameters.js";
import { sampled } from "../../core/test/support/random-cases.js";
import { gradient } from "../../core/test/support/rules.js";
import { MemoryFile } from "./support/memory-file.js";

type Precision = NonNullable<CommonOptions["state"]>;

/** A parameter with 8-bit slots and an odd number of values, and a small one. */
const lengths = [4353, 7];

function create(state: Precision, dtype: ParameterDtype, engine: "host" | "wasm" = "host") {
  const params = lengths.map((length) => ({ length, dtype }));
  return engine === "host"
    ? new AdamW<ParameterDtype>(params, { state })
    : new WasmAdamW<ParameterDtype>(params, { state, engine });
}

function step(optimizer: AdamW<ParameterDtype>, dtype: ParameterDtype, t: number): void {
  const grads = lengths.map((length, i) => gradient(length, 10 * t + i));
  optimizer.step({ grads: dtype === "float32" ? grads : grads.map((each) => narrowed(each, dtype)) });
}

const kinds = (["float32", "8bit", "bf16"] as const).flatMap((state) =>
  (["float32", "float16", "bfloat16"] as const).map((dtype) => [state, dtype] as const),
);

describe.each(sampled(kinds, 4))("slots in %s, parameters in %s", (state, dtype) => {
  const index = kinds.findIndex((kind) => kind[0] === state && kind[1] === dtype);

  it("go on with the same bits on another engine", async () => {
    const whole = create(state, dtype);
    for (let t = 0; t < 2; t++) step(whole, dtype, t);
    const file = new MemoryFile();
    await saveCheckpoint(file, { optimizer: whole });
    const resumed = create(state, dtype, "wasm");
    await loadCheckpoint(file, { optimizer: resumed });
    for (const each of [whole, resumed]) step(each, dtype, 2);
    expect(resumed.params).toEqual(whole.params);
    expect(resumed.stateDict()).toEqual(whole.stateDict());
    resumed.dispose();
  });

  it("are refused by an optimizer that keeps them otherwise, which stays as it is", async () => {
    const saved = create(state, dtype);
    step(saved, dtype, 0);
    const file = new MemoryFile();
    await saveCheckpoint(file, { optimizer: saved });
    const others = kinds.filter(([otherState, otherDtype]) => otherState !== state || otherDtype !== dtype);
    for (const [otherState, otherDtype] of sampled(others, 3, index)) {
      const other = create(otherState, otherDtype);
      step(other, otherDtype, 1);
      const before = [other.stateDict(), other.masterParams()];
      await expect(loadCheckpoint(file, { optimizer: other })).rejects.toThrow(CheckpointError);
      expect([other.stateDict(), other.masterParams()]).toEqual(before);
    }
  });
});
