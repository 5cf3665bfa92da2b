/** Backends without updates in place: variables are updated by copies, and the optimizer gives the reason. */
import * as tf from "@tensorflow/tfjs";
import "@tensorflow/tfjs-backend-wasm";
import { describe, expect, it } from "vitest";
import { AdamW } from "../src/index.js";
import { wasmMemory } from "../src/memory/wasm-backend.js";
import { gradientTensors, variable } from "./support/backends.js";

it("updates by copies on an unknown backend, with the same bits", async () => {
  tf.copyRegisteredKernels("cpu", "unknown");
  tf.registerBackend("unknown", () => tf.findBackendFactory("cpu")() as tf.KernelBackend);
  const results: number[][] = [];
  for (const name of ["cpu", "unknown"]) {
    await tf.setBackend(name);
    const w = variable(`w-${name}`, [1, 2, 3]);
    const optimizer = new AdamW({ lr: 0.1, clipNorm: 1 });
    expect(optimizer.updateInfo.inPlace).toBe(name === "cpu");
    const before = tf.memory().numTensors;
    for (let step = 0; step < 3; step++) {
      tf.tidy(() => optimizer.applyGradients(gradientTensors({ [w.name]: [1, -2, step] })));
    }
    expect(tf.memory().numTensors).toBe(before);
    results.push([...w.dataSync()]);
    if (name === "unknown") expect(optimizer.updateInfo.reason).toContain("the backend unknown");
    w.dispose();
  }
  expect(results[1]).toEqual(results[0]);
  await tf.setBackend("cpu");
});

describe("the check of the wasm backend", () => {
  it("finds the memory of version 4.22", async () => {
    await tf.setBackend("wasm");
    expect(wasmMemory(tf.backend())).toMatchObject({ isInPlace: true, reason: null });
  });

  it.each([
    ["other functions", (backend: object) => ({ ...backend, wasm: {} }), "another version than 4.22"],
    ["no memory", withoutMemory, "its memory can't be found"],
    ["other addresses", tensorsElsewhere, "where version 4.22 does"],
  ])("detects %s", async (_, change, reason) => {
    await tf.setBackend("wasm");
    expect(wasmMemory(change(tf.backend()))).toContain(reason);
    await tf.setBackend("cpu");
  });
});

function withoutMemory(backend: object): object {
  const { wasm } = backend as { readonly wasm: object };
  return Object.assign(Object.create(backend), { wasm: { ...wasm, asm: {} } });
}

function tensorsElsewhere(backend: object): object {
  const { dataIdMap } = backend as { readonly dataIdMap: { get(id: object): { memoryOffset: number } } };
  const get = (id: object) => ({ ...dataIdMap.get(id), memoryOffset: 0 });
  return Object.assign(Object.create(backend), { dataIdMap: { get } });
}
