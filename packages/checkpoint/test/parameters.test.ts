/** Parameters from `model.safetensors` of other programs, whole and split. */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { loadParameters } from "@anneal/checkpoint";
import { loadParameters as loadFromPath } from "@anneal/checkpoint/node";
import { describe, expect, it } from "vitest";
import { testFolder } from "./support/folder.js";
import { joined } from "./support/header.js";
import { refused } from "./support/refused.js";

/** A file with tensors of some dtypes, each element from 16 or 32 bits. */
function fileOf(
  tensors: Record<
    string,
    { dtype: string; shape: number[]; values: Float32Array | Uint16Array | Float64Array }
  >,
): Uint8Array {
  let end = 0;
  const header: Record<string, unknown> = { __metadata__: { format: "pt" } };
  const parts = Object.entries(tensors).map(([name, { dtype, shape, values }]) => {
    header[name] = { dtype, shape, data_offsets: [end, end + values.byteLength] };
    end += values.byteLength;
    return new Uint8Array(values.buffer);
  });
  return joined(JSON.stringify(header), Uint8Array.from(parts.flatMap((part) => [...part])));
}

const model = fileOf({
  "layer.weight": { dtype: "F16", shape: [2, 2], values: Uint16Array.of(0x3c00, 0x4000, 0x4200, 0x4400) },
  "layer.bias": { dtype: "BF16", shape: [3], values: Uint16Array.of(0x3f80, 0x4000, 0x4040) },
  scale: { dtype: "F32", shape: [], values: Float32Array.of(0.1) },
});
const blob = (bytes: Uint8Array) => new Blob([bytes as Uint8Array<ArrayBuffer>]);
const parameters = () => ({
  "layer.weight": { values: new Float32Array(4), shape: [2, 2] },
  "layer.bias": new Float32Array(3),
  scale: { values: new Float32Array(1), shape: [] },
});

describe("parameters", () => {
  it("of any floating type are filled by name", async () => {
    const into = parameters();
    expect(await loadParameters(blob(model), into)).toEqual({ missing: [], unexpected: [] });
    expect([...into["layer.weight"].values]).toEqual([1, 2, 3, 4]);
    expect([...into["layer.bias"]]).toEqual([1, 2, 3]);
    expect(into.scale.values[0]).toBe(Math.fround(0.1));
  });

  it("that a file does not have, or has beyond these, are named", async () => {
    const { scale, ...some } = parameters();
    const extra = { ...parameters(), more: new Float32Array(1) };
    expect(await refused(loadParameters(blob(model), extra))).toMatchObject({
      field: "tensors.more",
      reason: "is missing",
    });
    expect((await refused(loadParameters(blob(model), some))).message).toBe(
      "tensors.scale: is not a parameter; pass strict: false to ignore it",
    );
    expect(scale.values[0]).toBe(0);
    const both = { ...some, more: new Float32Array(1) };
    expect(await loadParameters(blob(model), both, { strict: false })).toEqual({
      missing: ["more"],
      unexpected: ["scale"],
    });
    expect([...some["layer.bias"]]).toEqual([1, 2, 3]);
  });

  it.each<[string, object, string, string]>([
    [
      "another shape",
      { "layer.bias": { values: new Float32Array(3), shape: [3, 1] } },
      "tensors.layer.bias.shape",
      "is [3], but the parameter has [3,1]",
    ],
    ["another type", { n: new Float32Array(1) }, "tensors.n.dtype", "is F64, not F32, F16 or BF16"],
    [
      "an infinity",
      { inf: new Float32Array(2) },
      "tensors.inf[1]",
      "is -Infinity, which is not finite; pass allowNonFinite: true to accept it",
    ],
  ])("with %s are refused, and none is changed", async (_title, wrong, field, reason) => {
    const file = fileOf({
      "layer.bias": { dtype: "BF16", shape: [3], values: Uint16Array.of(1, 2, 3) },
      n: { dtype: "F64", shape: [1], values: Float64Array.of(1) },
      inf: { dtype: "BF16", shape: [2], values: Uint16Array.of(0, 0xff80) },
      ok: { dtype: "F32", shape: [1], values: Float32Array.of(5) },
    });
    const ok = new Float32Array(1);
    const error = await refused(loadParameters(blob(file), { ok, ...wrong }, { strict: false }));
    expect([error.field, error.reason]).toEqual([field, reason]);
    expect(ok[0]).toBe(0);
  });

  it("may be infinite where that is allowed", async () => {
    const file = fileOf({ inf: { dtype: "F16", shape: [1], values: Uint16Array.of(0xfc00) } });
    const inf = new Float32Array(1);
    await loadParameters(blob(file), { inf }, { allowNonFinite: true });
    expect(inf[0]).toBe(Number.NEGATIVE_INFINITY);
  });
});

describe("a model that was split", () => {
  const one = fileOf({ a: { dtype: "F32", shape: [2], values: Float32Array.of(1, 2) } });
  const two = fileOf({ b: { dtype: "BF16", shape: [1], values: Uint16Array.of(0x4040) } });

  it("is one for the caller", async () => {
    const into = { a: new Float32Array(2), b: new Float32Array(1) };
    await loadParameters([blob(one), blob(two)], into);
    expect([...into.a, ...into.b]).toEqual([1, 2, 3]);
    expect((await refused(loadParameters([blob(one), blob(one)], into))).message).toBe(
      "tensors.a: is in two files",
    );
    await expect(loadParameters([], into)).rejects.toThrow(
      "source must be a file, or a list of at least one",
    );
  });

  it("is found by its index", async () => {
    const folder = testFolder();
    writeFileSync(join(folder, "model-00001-of-00002.safetensors"), one);
    writeFileSync(join(folder, "model-00002-of-00002.safetensors"), two);
    const index = join(folder, "model.safetensors.index.json");
    const map = { a: "model-00001-of-00002.safetensors", b: "model-00002-of-00002.safetensors" };
    writeFileSync(index, JSON.stringify({ metadata: { total_size: 10 }, weight_map: map }));
    const into = { a: new Float32Array(2), b: new Float32Array(1) };
    await loadFromPath(index, into);
    expect([...into.a, ...into.b]).toEqual([1, 2, 3]);
    await loadFromPath(join(folder, map.a), { a: into.a });

    for (const [text, message] of [
      ["{", "index: is not JSON"],
      ["{}", "weight_map: is missing in the index"],
      ['{"weight_map":{"a":"../x"}}', "weight_map.a: is not the name of a file next to the index"],
      ['{"weight_map":{"a":"/etc/passwd"}}', "weight_map.a: is not the name of a file next to the index"],
    ] as const) {
      writeFileSync(index, text);
      expect((await refused(loadFromPath(index, into))).message).toBe(message);
    }
  });
});
