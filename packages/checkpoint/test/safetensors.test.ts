/** Which files are safetensors: the checks of the reference implementation, and those of its specification. */
import { openSafetensors } from "@anneal/checkpoint";
import { describe, expect, it } from "vitest";
import { joined } from "./support/header.js";
import { MemoryFile } from "./support/memory-file.js";
import { refused } from "./support/refused.js";

const data = (length: number) => new Uint8Array(length);
const open = (header: string | object, bytes: Uint8Array = data(0), length?: bigint) => {
  const text = typeof header === "string" ? header : JSON.stringify(header);
  return openSafetensors(new MemoryFile(joined(text, bytes, length)));
};
const tensor = (
  start: number,
  end: number,
  shape: readonly unknown[] = [(end - start) / 4],
  dtype = "F32",
) => ({
  dtype,
  shape,
  data_offsets: [start, end],
});

describe("a file", () => {
  it("may have no tensors, and white space around its JSON", async () => {
    expect((await open("{}")).tensors.size).toBe(0);
    const { tensors, metadata } = await open(
      '{ "__metadata__" : { } , "a":{"shape":[ ],"dtype":"I64",\n"data_offsets":[0,8]}}  ',
      data(8),
    );
    expect([...metadata]).toEqual([]);
    expect(tensors.get("a")).toMatchObject({ dtype: "I64", shape: [], byteLength: 8 });
  });

  it("may have its tensors in any order, and empty ones anywhere", async () => {
    const { tensors } = await open(
      { b: tensor(4, 8), e: tensor(4, 4), a: tensor(0, 4), z: tensor(8, 8, [3, 0]) },
      data(8),
    );
    expect([...tensors.keys()]).toEqual(["a", "e", "b", "z"]);
  });

  it("may have names that objects have", async () => {
    const { tensors, metadata } = await open(
      '{"__metadata__":{"__proto__":"x","a":"\\u00fc\\"\\\\"},"constructor":{"dtype":"U8","shape":[1],"data_offsets":[0,1]},"__proto__":{"dtype":"U8","shape":[1],"data_offsets":[1,2]}}',
      data(2),
    );
    expect([...tensors.keys()]).toEqual(["constructor", "__proto__"]);
    expect([...metadata]).toEqual([
      ["__proto__", "x"],
      ["a", 'ü"\\'],
    ]);
  });

  it.each([
    ["F4", [2, 4], 4],
    ["F6_E2M3", [4], 3],
    ["C64", [2], 16],
    ["BF16", [3], 6],
    ["F8_E8M0", [3], 3],
  ])("may have %s", async (dtype, shape, bytes) => {
    const { tensors } = await open({ a: tensor(0, bytes, shape, dtype) }, data(bytes));
    expect(tensors.get("a")?.byteLength).toBe(bytes);
  });
});

describe("the values of a tensor", () => {
  it("of half precision are widened exactly", async () => {
    const halves = Uint16Array.of(0x3c00, 0xc000, 0x7bff, 0x0001, 0x83ff, 0x7c00, 0x8000, 0x3555);
    const brains = Uint16Array.of(0x3f80, 0xc000, 0x7f7f, 0x0001, 0xff80, 0x4049);
    const bytes = new Uint8Array([...new Uint8Array(halves.buffer), ...new Uint8Array(brains.buffer)]);
    const file = await open(
      { half: tensor(0, 16, [8], "F16"), brain: tensor(16, 28, [2, 3], "BF16") },
      bytes,
    );
    const exact = [1, -2, 65504, 2 ** -24, -1023 * 2 ** -24, Number.POSITIVE_INFINITY, -0, 1365 * 2 ** -12];
    expect([...(await file.read("half"))]).toEqual(exact);
    const wide = [1, -2, 255 * 2 ** 120, 2 ** -133, Number.NEGATIVE_INFINITY, 3.140625];
    expect([...(await file.read("brain"))]).toEqual(wide);
    const part = new Float32Array(2);
    await file.readPart("half", 3, part);
    expect([...part]).toEqual([2 ** -24, -1023 * 2 ** -24]);
  });

  it("are read only where float32 holds them, and where there are any", async () => {
    const file = await open({ a: tensor(0, 8, [1], "F64") }, data(8));
    expect(await refused(file.read("a"))).toMatchObject({
      field: "tensors.a.dtype",
      reason: "is F64, not F32, F16 or BF16",
    });
    await expect(file.read("b")).rejects.toThrow("name must be the name of a tensor in the file");
    const small = await open({ a: tensor(0, 8) }, data(8));
    await expect(small.readInto("a", new Float32Array(3))).rejects.toThrow(
      "values must be a Float32Array of 2",
    );
    await expect(small.readPart("a", 1, new Float32Array(2))).rejects.toThrow(
      "values must be for at most the 2",
    );
  });
});

const one = '"a":{"dtype":"U8","shape":[1],"data_offsets":[0,1]}';
const shaped = (shape: string, offsets: string, dtype = "F32") =>
  `{"a":{"dtype":"${dtype}","shape":${shape},"data_offsets":${offsets}}}`;

describe("refused, with the field and the reason:", () => {
  it.each<[string, string | object, Uint8Array, string, string]>([
    ["a list", "[]", data(0), "header", 'does not begin with "{"'],
    ["white space before it", " {}", data(0), "header", 'does not begin with "{"'],
    ["something after it", "{} x", data(0), "header", 'has "x" at character 3, where nothing belongs'],
    ["JSON that is cut off", '{"a"', data(0), "header", 'has the end at character 4, where ":" belongs'],
    ["a comma too many", `{${one},}`, data(1), "header", "where a string belongs"],
    ["a string that never ends", '{"a', data(0), "header", "where a string belongs"],
    ["a wrong escape", '{"\\x":1}', data(0), "header", "has a string that is not JSON"],
    ["a line break in a string", '{"a\nb":1}', data(0), "header", "has a string that is not JSON"],
    ["a tensor twice", `{${one},${one}}`, data(1), "header", 'has the key "a" twice'],
    [
      "a tensor twice, once escaped",
      `{${one},${one.replace('"a"', '"\\u0061"')}}`,
      data(1),
      "header",
      'has the key "a" twice',
    ],
    ["a field twice", '{"a":{"dtype":"U8","dtype":"U8"}}', data(1), "tensors.a", 'has the key "dtype" twice'],
    [
      "metadata twice",
      '{"__metadata__":{},"__metadata__":{}}',
      data(0),
      "header",
      'has the key "__metadata__" twice',
    ],
    [
      "a key of the metadata twice",
      '{"__metadata__":{"a":"","a":""}}',
      data(0),
      "__metadata__",
      'has the key "a" twice',
    ],
    [
      "metadata that is no text",
      '{"__metadata__":{"a":1}}',
      data(0),
      "__metadata__.a",
      "where a string belongs",
    ],
    [
      "an unknown field",
      '{"a":{"dtype":"U8","shape":[1],"data_offsets":[0,1],"x":1}}',
      data(1),
      "tensors.a",
      'has the unknown key "x"',
    ],
    [
      "an unknown dtype",
      shaped("[1]", "[0,4]", "F33"),
      data(4),
      "tensors.a.dtype",
      "is F33, which is unknown",
    ],
    ["no dtype", '{"a":{"shape":[1],"data_offsets":[0,1]}}', data(1), "tensors.a.dtype", "is missing"],
    ["no shape", '{"a":{"dtype":"U8","data_offsets":[0,1]}}', data(1), "tensors.a.shape", "is missing"],
    [
      "no offsets",
      '{"a":{"dtype":"U8","shape":[1]}}',
      data(1),
      "tensors.a.data_offsets",
      "is not a list of two numbers",
    ],
    [
      "three offsets",
      shaped("[1]", "[0,4,4]"),
      data(4),
      "tensors.a.data_offsets",
      "is not a list of two numbers",
    ],
    [
      "a negative offset",
      shaped("[1]", "[-4,0]"),
      data(4),
      "tensors.a.data_offsets[0]",
      "where a whole number belongs",
    ],
    ["a fraction", shaped("[1.0]", "[0,4]"), data(4), "tensors.a.shape[0]", "where a whole number belongs"],
    ["an exponent", shaped("[1e2]", "[0,4]"), data(4), "tensors.a.shape[0]", "where a whole number belongs"],
    [
      "a leading zero",
      shaped("[01]", "[0,4]"),
      data(4),
      "tensors.a.shape[0]",
      "where a whole number belongs",
    ],
    [
      "a count that no number holds",
      shaped("[9007199254740993]", "[0,4]"),
      data(4),
      "tensors.a.shape[0]",
      "too large",
    ],
    [
      "a product that overflows",
      shaped("[4294967296,4294967296]", "[0,0]"),
      data(0),
      "tensors.a.shape",
      "not a number of whole bytes",
    ],
    [
      "a part of a byte",
      shaped("[3]", "[0,2]", "F4"),
      data(2),
      "tensors.a.shape",
      "[3] of F4 is not a number of whole bytes",
    ],
    [
      "a size that is not the shape's",
      shaped("[2]", "[0,4]"),
      data(4),
      "tensors.a.data_offsets",
      "is [0, 4], but a tensor of shape [2] and dtype F32 has 8 bytes",
    ],
    ["an end before its start", shaped("[0]", "[4,0]"), data(4), "tensors.a.data_offsets", "is [4, 0]"],
    [
      "a hole",
      { a: tensor(0, 4), b: tensor(8, 12) },
      data(12),
      "tensors.b.data_offsets",
      "is [8, 12], which leaves a hole before it",
    ],
    [
      "a hole at the start",
      { a: tensor(4, 8) },
      data(8),
      "tensors.a.data_offsets",
      "leaves a hole before it",
    ],
    [
      "an overlap",
      { a: tensor(0, 8), b: tensor(4, 12) },
      data(12),
      "tensors.b.data_offsets",
      "is [4, 12], which overlaps another tensor",
    ],
    [
      "the same place twice",
      { a: tensor(0, 4), b: tensor(0, 4) },
      data(4),
      "tensors.b.data_offsets",
      "overlaps another tensor",
    ],
    ["bytes behind the tensors", { a: tensor(0, 4) }, data(5), "file.size", "the rest belongs to no tensor"],
    ["tensors that are cut off", { a: tensor(0, 4) }, data(3), "file.size", "it is cut off"],
  ])("%s", async (_title, header, bytes, field, reason) => {
    const error = await refused(open(header, bytes));
    expect(error.field).toBe(field);
    expect(error.reason).toContain(reason);
    expect(error.message).toBe(`${error.field}: ${error.reason}`);
  });

  it("a file that is too short for a length", async () => {
    const error = await refused(openSafetensors(new MemoryFile(data(7))));
    expect([error.field, error.reason]).toEqual(["file.size", "is 7, too short for a safetensors file"]);
  });

  it.each([
    [100_000_001n, "is 100000001; at most 100000000 bytes are allowed"],
    [2n ** 64n - 1n, "is 18446744073709551615; at most 100000000 bytes are allowed"],
    [3n, "is 3, but only 2 bytes follow: the file is cut off"],
  ])("a header of %i bytes", async (length, reason) => {
    const error = await refused(open("{}", data(0), length));
    expect([error.field, error.reason]).toEqual(["header.length", reason]);
  });

  it("a header that is not UTF-8", async () => {
    const bytes = joined('{"a":1}', data(0));
    bytes[10] = 0xff;
    expect((await refused(openSafetensors(new MemoryFile(bytes)))).reason).toBe("is not UTF-8");
  });

  it("nesting without end, at once", async () => {
    const deep = `{"a":${"[".repeat(1_000_000)}`;
    expect((await refused(open(deep))).field).toBe("tensors.a");
  });

  it("a response that failed, and a value that is no source", async () => {
    const missing = await refused(openSafetensors(new Response("", { status: 404 })));
    expect([missing.field, missing.reason]).toEqual(["response.status", "is 404, which is not a success"]);
    await expect(openSafetensors("run.safetensors" as never)).rejects.toThrow("source must be a Blob");
  });
});

it("long texts in a header are no problem", async () => {
  const text = '\\\\\\"x'.repeat(500_000);
  const { metadata } = await open(`{"__metadata__":{"a":"${text}"}}`);
  expect(metadata.get("a")?.length).toBe(1_500_000);
});
