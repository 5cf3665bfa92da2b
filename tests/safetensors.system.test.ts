/** Files of @anneal/checkpoint, read by the reference implementation of safetensors, and the other way round. */

import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { CheckpointError, openSafetensors } from "@anneal/checkpoint";
import { loadParameters, saveCheckpoint, saveTorchState } from "@anneal/checkpoint/node";
import { AdamW } from "@anneal/core";
import { afterAll, expect, it } from "vitest";
import { joined } from "../packages/checkpoint/test/support/header.js";
import { MemoryFile } from "../packages/checkpoint/test/support/memory-file.js";
import { repository } from "./support/repository.js";
import { describeWith } from "./support/requirements.js";

interface Read {
  readonly error?: string;
  readonly metadata: Readonly<Record<string, string>> | null;
  readonly tensors: Readonly<Record<string, { dtype: string; shape: readonly number[]; data: string }>>;
}

describeWith("safetensors", "safetensors in Python", (python) => {
  const folder = mkdtempSync(join(tmpdir(), "anneal-safetensors-"));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  function run(...args: string[]): string {
    const script = join(repository, "tests/python/safetensors_files.py");
    const { stdout, stderr, status } = spawnSync(python, [script, ...args], { encoding: "utf8" });
    expect(status, stderr).toBe(0);
    return stdout;
  }
  const read = (...paths: string[]): Read[] => JSON.parse(run("read", ...paths));
  const base64 = (values: Float32Array) =>
    Buffer.from(values.buffer, values.byteOffset, values.byteLength).toString("base64");

  const optimizer = new AdamW(
    [
      { name: "größe", shape: [2, 3], values: Float32Array.of(1, 2, 3, 4, 5, 6) },
      { name: "empty", shape: [0, 4] },
    ],
    { memory: "resident" },
  );
  optimizer.step({ grads: [Float32Array.of(1, -1, 2, -2, 3, -3), new Float32Array()] });
  const [parameter] = optimizer.params as [Float32Array];

  it("reads a checkpoint", async () => {
    const path = join(folder, "run.safetensors");
    await saveCheckpoint(path, { optimizer, metadata: { note: '"quoted" \\ ü\n' } });
    const [{ metadata, tensors }] = read(path) as [Read];
    expect(metadata).toMatchObject({ "anneal.step": "1", note: '"quoted" \\ ü\n' });
    expect(tensors.größe).toEqual({ dtype: "float32", shape: [2, 3], data: base64(parameter) });
    expect(tensors.empty).toEqual({ dtype: "float32", shape: [0, 4], data: "" });
    const { slots } = optimizer.stateDict().params[0] as { slots: Record<string, Float32Array> };
    expect(tensors["optimizer.größe.expAvgSq"]?.data).toBe(base64(slots.expAvgSq as Float32Array));
    expect(Object.keys(tensors)).toHaveLength(6);
  });

  it("reads a state for PyTorch", async () => {
    const path = join(folder, "torch.safetensors");
    await saveTorchState(path, optimizer);
    const [{ metadata, tensors }] = read(path) as [Read];
    expect(JSON.parse(metadata?.param_groups as string)[0]).toMatchObject({ lr: 1e-3, params: [0, 1] });
    expect(tensors["state.0.step"]).toEqual({
      dtype: "float32",
      shape: [],
      data: base64(Float32Array.of(1)),
    });
    expect(tensors["param.0"]?.data).toBe(base64(parameter));
  });

  it("writes what is read here", async () => {
    run("write", folder);
    const into = {
      half: { values: new Float32Array(4), shape: [2, 2] },
      single: new Float32Array(3),
      empty: { values: new Float32Array(), shape: [0, 3] },
    };
    const loaded = await loadParameters(join(folder, "model.safetensors"), into, { strict: false });
    expect(loaded).toEqual({ missing: [], unexpected: ["count"] });
    expect([...into.half.values]).toEqual([1, -2, 65504, 2 ** -24]);
    expect([...into.single]).toEqual([0.1, -3e38, 1e-45].map(Math.fround));
  });

  it("rejects invalid input", async () => {
    const tensor = (dtype: string, shape: unknown, offsets: unknown) => ({
      dtype,
      shape,
      data_offsets: offsets,
    });
    const wrong: readonly (readonly [string, Uint8Array])[] = [
      ["short", new Uint8Array(5)],
      ["no JSON", joined("{x}", new Uint8Array())],
      ["a list", joined("[]", new Uint8Array())],
      ["long", joined("{}", new Uint8Array(), 100_000_001n)],
      ["cut off", joined("{}", new Uint8Array(), 50n)],
      ["hole", joined(JSON.stringify({ a: tensor("U8", [1], [1, 2]) }), new Uint8Array(2))],
      [
        "overlap",
        joined(
          JSON.stringify({ a: tensor("U8", [2], [0, 2]), b: tensor("U8", [2], [1, 3]) }),
          new Uint8Array(3),
        ),
      ],
      ["rest", joined(JSON.stringify({ a: tensor("U8", [1], [0, 1]) }), new Uint8Array(2))],
      ["size", joined(JSON.stringify({ a: tensor("F32", [2], [0, 4]) }), new Uint8Array(4))],
      [
        "overflow",
        joined(JSON.stringify({ a: tensor("F32", [2 ** 52, 2 ** 52], [0, 0]) }), new Uint8Array()),
      ],
      ["dtype", joined(JSON.stringify({ a: tensor("F5", [1], [0, 1]) }), new Uint8Array(1))],
      ["metadata", joined('{"__metadata__":{"a":1}}', new Uint8Array())],
    ];
    const paths = wrong.map(([name, bytes]) => {
      const path = join(folder, `${name}.safetensors`);
      writeFileSync(path, bytes);
      return path;
    });
    for (const [i, { error }] of read(...paths).entries()) {
      const [name, bytes] = wrong[i] as (typeof wrong)[number];
      expect(error, name).toBeTypeOf("string");
      await expect(openSafetensors(new MemoryFile(bytes)), name).rejects.toBeInstanceOf(CheckpointError);
    }
  });
});
