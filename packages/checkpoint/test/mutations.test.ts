/** Damaged, foreign and adversarial checkpoints: each is refused with the field and the reason, and nothing is changed. */
import { loadCheckpoint, saveCheckpoint } from "@anneal/checkpoint";
import { beforeAll, beforeEach, describe, expect, it } from "vitest";
import { cases } from "../../core/test/support/random-cases.js";
import { DIGITS, type HeaderJson, joined, resealed, split } from "./support/header.js";
import { MemoryFile } from "./support/memory-file.js";
import { refused } from "./support/refused.js";
import { createRun } from "./support/run.js";

/** Numbers from 0 to 1, the same in each run with the same seed. */
function randomOf(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}
const seed = Number(process.env.RANDOM_SEED || 1);

let valid: Uint8Array;
let run: ReturnType<typeof createRun>;
let before: string;
const state = () =>
  JSON.stringify(run.snapshot(), (_key, value) =>
    ArrayBuffer.isView(value) ? Array.from(value as Float32Array) : value,
  );

beforeAll(async () => {
  const saved = createRun();
  for (let t = 0; t < 6; t++) saved.step(t);
  const file = new MemoryFile();
  await saveCheckpoint(file, { ...saved.parts, metadata: { note: "a run" } });
  valid = file.bytes;
});
beforeEach(() => {
  run = createRun(9);
  for (let t = 0; t < 3; t++) run.step(t);
  before = state();
});

async function expectRefused(bytes: Uint8Array, title: string): Promise<string> {
  const error = await refused(loadCheckpoint(new MemoryFile(bytes), run.parts)).catch((other: Error) => {
    throw new Error(`${title}: ${other.message}`, { cause: other });
  });
  expect(error.field, title).not.toBe("");
  expect(error.reason, title).not.toBe("");
  expect(state() === before, `${title}: nothing is changed`).toBe(true);
  return error.field;
}

type Random = () => number;
const below = (random: Random, count: number) => Math.floor(random() * count);

/** Damage that needs no knowledge of the format. */
const damages: Readonly<Record<string, (random: Random) => Uint8Array>> = {
  "cut off": (random) => valid.slice(0, below(random, valid.length)),
  "one bit flipped": (random) => {
    const bytes = valid.slice();
    const at = below(random, bytes.length);
    bytes[at] = (bytes[at] as number) ^ (1 << below(random, 8));
    return bytes;
  },
  "many bits flipped": (random) => {
    const bytes = valid.slice();
    for (let i = 0; i <= below(random, 40); i++) bytes[below(random, bytes.length)] = below(random, 256);
    bytes[DIGITS - 1] = 0x3b;
    return bytes;
  },
  "a part of zeros": (random) => {
    const bytes = valid.slice();
    const at = below(random, bytes.length - 200);
    return bytes.fill(0, at, at + 1 + below(random, 199)).fill(1, at, at + 1);
  },
  "two parts exchanged": (random) => {
    const at = 100 + below(random, valid.length - 200);
    const [length, start] = [1 + below(random, 50), at];
    const bytes = valid.slice();
    bytes.set(valid.subarray(start, start + length), start - length);
    bytes.set(valid.subarray(start - length, start), start);
    return bytes.every((byte, i) => byte === valid[i]) ? valid.slice(1) : bytes;
  },
  "more at the end": (random) => new Uint8Array([...valid, ...new Uint8Array(1 + below(random, 1000))]),
  "a piece left out": (random) => {
    const at = below(random, valid.length);
    return new Uint8Array([...valid.subarray(0, at), ...valid.subarray(at + 1 + below(random, 100))]);
  },
  "other bytes": (random) => Uint8Array.from({ length: below(random, 2000) }, () => below(random, 256)),
  "another length of the header": (random) => {
    const bytes = valid.slice();
    const { length } = split(valid).data;
    const wrong = [
      0n,
      1n,
      2n ** 63n,
      2n ** 64n - 1n,
      100_000_000n,
      BigInt(valid.length - length - 8 - 1 - below(random, 64)),
    ];
    new DataView(bytes.buffer).setBigUint64(0, wrong[below(random, wrong.length)] as bigint, true);
    return bytes;
  },
};

interface Entry {
  dtype: string;
  shape: unknown[];
  data_offsets: unknown[];
}
const entriesOf = (header: HeaderJson) =>
  Object.entries(header).filter(([name]) => name !== "__metadata__") as [string, Entry][];
const anyEntry = (header: HeaderJson, random: Random) => {
  const entries = entriesOf(header);
  return entries[below(random, entries.length)] as [string, Entry];
};
const badNumbers = [-1, 0.5, 1e300, 2 ** 53, "4", null, true, [], {}];
/** Changes a part of the JSON of the optimizer. */
const inState = (header: HeaderJson, key: string, change: (state: never) => unknown) => {
  const metadata = header.__metadata__ as Record<string, string>;
  const parsed = JSON.parse(metadata[key] as string);
  const changed = change(parsed as never);
  metadata[key] = JSON.stringify(changed === undefined ? parsed : changed);
};
const badStates = [null, 1, "x", [], {}, [null], [{}], { params: [] }, { params: [{}], groups: [] }];

/** Files of an attacker who knows the format; the checksum is right. */
const attacks: Readonly<Record<string, (header: HeaderJson, random: Random) => unknown>> = {
  "a wrong shape": (header, random) => {
    const [, entry] = anyEntry(header, random);
    entry.shape = random() < 0.5 ? [...entry.shape, 2] : [below(random, 100) + 100];
  },
  "a shape of the same size": (header) => {
    (header["body.weight"] as Entry).shape = [4, 3];
  },
  "a wrong dtype": (header, random) => {
    anyEntry(header, random)[1].dtype = ["F16", "F64", "I32", "U8", "f32", ""][below(random, 6)] as string;
  },
  "bad numbers": (header, random) => {
    const [, entry] = anyEntry(header, random);
    const list = random() < 0.5 ? entry.shape : entry.data_offsets;
    list[below(random, list.length)] = badNumbers[below(random, badNumbers.length)];
  },
  "moved offsets": (header, random) => {
    const [, entry] = anyEntry(header, random);
    const by = 4 * (1 + below(random, 5));
    entry.data_offsets = entry.data_offsets.map((each) => (each as number) + by);
  },
  "a tensor left out": (header, random) => {
    delete header[anyEntry(header, random)[0]];
  },
  "a tensor by another name": (header, random) => {
    const [name, entry] = anyEntry(header, random);
    delete header[name];
    header[["__proto__", "constructor", "", "a.b", `${name} `][below(random, 5)] as string] = entry;
  },
  "two tensors exchanged": (header) => {
    const [weight, bias] = [header["body.weight"], header["head.bias"]];
    Object.assign(header, { "body.weight": bias, "head.bias": weight });
  },
  "a key twice": (header, random) => {
    const [name, entry] = anyEntry(header, random);
    return JSON.stringify(header).replace(/\}$/, `,${JSON.stringify(name)}:${JSON.stringify(entry)}}`);
  },
  "an entry that is no tensor": (header, random) => {
    header[anyEntry(header, random)[0]] = badNumbers[below(random, badNumbers.length)];
  },
  "no metadata of ours": (header, random) => {
    const metadata = header.__metadata__ as Record<string, string>;
    const keys = [
      "anneal.checkpoint",
      "anneal.step",
      "anneal.optimizer",
      "anneal.schedulers",
      "anneal.metricRules",
    ];
    delete metadata[keys[below(random, keys.length)] as string];
  },
  "a later version": (header) => {
    (header.__metadata__ as Record<string, string>)["anneal.checkpoint"] = "2";
  },
  "a step that is no count": (header, random) => {
    const steps = ["", "-1", "1.5", "x", "NaN", "1e400", "9007199254740993"];
    (header.__metadata__ as Record<string, string>)["anneal.step"] = steps[
      below(random, steps.length)
    ] as string;
  },
  "a state that is none": (header, random) => {
    const keys = ["anneal.optimizer", "anneal.schedulers", "anneal.metricRules"];
    inState(header, keys[below(random, 3)] as string, () => badStates[below(random, badStates.length)]);
  },
  "JSON that is none": (header, random) => {
    const keys = ["anneal.optimizer", "anneal.schedulers", "anneal.metricRules"];
    const texts = ["", "{", "[".repeat(100_000), "undefined", "{'a':1}"];
    (header.__metadata__ as Record<string, string>)[keys[below(random, 3)] as string] = texts[
      below(random, 5)
    ] as string;
  },
  "other groups": (header, random) => {
    inState(header, "anneal.optimizer", (saved: { groups: Record<string, unknown>[] }) => {
      const [group] = saved.groups as [Record<string, unknown>];
      const changes: (() => unknown)[] = [
        () => saved.groups.pop(),
        () => Object.assign(group, { rule: "Adam" }),
        () => Object.assign(group, { lr: "fast" }),
        () => Object.assign(group, { betas: [0.9, 2] }),
        () => Object.assign(group, { eps: -1 }),
        () => Object.assign(group, { flags: { amsgrad: true, cautious: false } }),
        () => Object.assign(group, { step: 1e9 }),
        () => Object.assign(group, { carried: { d: 1 } }),
        () => Object.assign(group, { params: 7 }),
        () => Object.assign(group, { unknown: 7 }),
      ];
      changes[below(random, changes.length)]?.();
    });
  },
  "other parameters": (header, random) => {
    inState(header, "anneal.optimizer", (saved: { params: Record<string, unknown>[]; step: unknown }) => {
      const [first] = saved.params as [Record<string, unknown>];
      const changes: (() => unknown)[] = [
        () => saved.params.pop(),
        () => saved.params.reverse(),
        () => Object.assign(first, { name: "other" }),
        () => Object.assign(first, { shape: [12] }),
        () => Object.assign(first, { step: -1 }),
        () => Object.assign(first, { step: 1000 }),
        () => Object.assign(first, { slots: [] }),
        () => Object.assign(first, { slots: ["expAvgSq", "expAvg"] }),
        () => Object.assign(first, { slots: ["expAvg", "__proto__"] }),
        () => Object.assign(saved, { step: 2.5 }),
        () => Object.assign(saved, { mode: "eval" }),
        () => Object.assign(saved, { maximize: true }),
      ];
      changes[below(random, changes.length)]?.();
    });
  },
  "another scheduler": (header, random) => {
    inState(header, "anneal.schedulers", ([saved]: Record<string, unknown>[]) => {
      const state = saved as Record<string, unknown>;
      const changes: object[] = [
        { name: "StepLR" },
        { lastEpoch: -1 },
        { fraction: 1 },
        { initialLrs: [1, 2, 3] },
        { initialLrs: [null, 0.1] },
        { settings: { relative: true, curves: {} } },
        { settings: null },
        { lastEpoch: 0, updates: 1000 },
        { version: 2 },
      ];
      Object.assign(state, changes[below(random, changes.length)]);
    });
  },
  "another metric rule": (header, random) => {
    inState(header, "anneal.metricRules", ([saved]: Record<string, unknown>[]) => {
      const state = saved as Record<string, unknown>;
      const changes: object[] = [
        { options: { ...(state.options as object), patience: 7 } },
        { bad: -1 },
        { cuts: [5, 1] },
        { format: "anneal/greedy" },
        { best: "low" },
      ];
      Object.assign(state, changes[below(random, changes.length)]);
    });
  },
};

describe("1,000 checkpoints that are none", () => {
  it.each(Object.entries(damages))("are refused: %s", async (title, damage) => {
    const random = randomOf(seed);
    for (let i = 0; i < cases(56); i++) await expectRefused(damage(random), `${title}, ${i}`);
  });

  it.each(Object.entries(attacks))("are refused: %s", async (title, attack) => {
    const random = randomOf(seed);
    const fields = new Set<string>();
    for (let i = 0; i < cases(27); i++) {
      const { header, data } = split(valid);
      const changed = attack(header, random);
      const text = typeof changed === "string" ? changed : JSON.stringify(header);
      fields.add(await expectRefused(await resealed(joined(text, data)), `${title}, ${i}`));
    }
    // It is the attack that is refused, not the seal.
    expect([...fields]).not.toContain("__metadata__.anneal.checksum");
  });

  it("with values that can't be, and the right checksum", async () => {
    const { header, data } = split(valid);
    for (const [name, { data_offsets: offsets }] of entriesOf(header)) {
      const values = name.endsWith("Sq")
        ? [Number.NaN, Number.POSITIVE_INFINITY, -1e-30]
        : [Number.NaN, Number.NEGATIVE_INFINITY];
      for (const value of values) {
        const changed = data.slice();
        new DataView(changed.buffer).setFloat32(offsets[0] as number, value, true);
        const bytes = await resealed(joined(JSON.stringify(header), changed));
        expect(await expectRefused(bytes, name)).toBe(`tensors.${name}[0]`);
      }
    }
  });

  it("of other programs", async () => {
    const { header, data } = split(valid);
    const { __metadata__: metadata, ...tensors } = header;
    expect(await expectRefused(joined(JSON.stringify(tensors), data), "no metadata")).toBe(
      "__metadata__.anneal.checksum",
    );
    const last = { ...tensors, __metadata__: metadata };
    expect(await expectRefused(joined(JSON.stringify(last), data), "written again")).toBe(
      "__metadata__.anneal.checksum",
    );
  });

  it("the one that they were made from is taken", async () => {
    const { header, data } = split(valid);
    const again = createRun(4);
    await loadCheckpoint(new MemoryFile(await resealed(joined(JSON.stringify(header), data))), again.parts);
    expect(again.optimizer.stepCount).toBe(6);
  });
});
