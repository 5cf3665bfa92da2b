/** Checkpoints as files: replaced as a whole, older ones kept, nothing left behind. */
import {
  linkSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { hostname } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { listCheckpoints, loadCheckpoint, saveCheckpoint } from "@anneal/checkpoint/node";
import { describe, expect, it } from "vitest";
import { testFolder } from "./support/folder.js";
import { createRun } from "./support/run.js";

const parameters = (value: number) => ({ w: Float32Array.of(value, value) });
const save = (path: string | URL, step: number, more: object = {}) =>
  saveCheckpoint(path, { parameters: parameters(step), step, ...more });
const stepOf = async (path: string | URL) => (await loadCheckpoint(path, { parameters: parameters(0) })).step;
const host = hostname()
  .replace(/[^\w-]/g, "_")
  .slice(0, 40);

describe("a path", () => {
  it("takes a run to disk and back", async () => {
    const path = join(testFolder(), "run.safetensors");
    const run = createRun();
    for (let t = 0; t < 4; t++) run.step(t);
    await saveCheckpoint(path, run.parts);
    const resumed = createRun(5);
    expect(await loadCheckpoint(path, resumed.parts)).toEqual({ step: 4, metadata: {} });
    expect(resumed.snapshot()).toEqual(run.snapshot());
    expect(readdirSync(join(path, ".."))).toEqual(["run.safetensors"]);
  });

  it("may be a URL", async () => {
    const url = pathToFileURL(join(testFolder(), "a b.safetensors"));
    await save(url, 3);
    expect(await stepOf(url)).toBe(3);
  });

  it("may be a link, which goes on leading to its file", async () => {
    const folder = testFolder();
    mkdirSync(join(folder, "there"));
    const target = join(folder, "there", "run.safetensors");
    await save(target, 1);
    symlinkSync(target, join(folder, "latest"));
    await save(join(folder, "latest"), 2);
    expect(await stepOf(target)).toBe(2);
    expect(readdirSync(folder).sort()).toEqual(["latest", "there"]);
  });

  it.each(["", "a\0b", 5, null, new URL("https://example.org/run")])("is refused as %j", async (path) => {
    for (const call of [
      () => save(path as string, 1),
      () => stepOf(path as string),
      () => listCheckpoints(path as string),
    ]) {
      await expect(call()).rejects.toThrow("path must be a path, or a URL of a file");
    }
  });

  it("that is a folder, or in none, is the file system's error, and nothing is left", async () => {
    const folder = testFolder();
    mkdirSync(join(folder, "run"));
    await expect(save(join(folder, "run"), 1)).rejects.toMatchObject({ syscall: "rename" });
    await expect(save(join(folder, "none", "run"), 1)).rejects.toMatchObject({ code: "ENOENT" });
    await expect(stepOf(join(folder, "none"))).rejects.toMatchObject({ code: "ENOENT" });
    await expect(stepOf(join(folder, "run"))).rejects.toMatchObject({
      name: "CheckpointError",
      field: "file",
    });
    expect(readdirSync(folder)).toEqual(["run"]);
  });
});

describe("a save that fails", () => {
  it("leaves the checkpoint before it, and nothing else", async () => {
    const path = join(testFolder(), "run.safetensors");
    await save(path, 1, { keep: 2 });
    const before = readFileSync(path);
    await expect(saveCheckpoint(path, { parameters: parameters(Number.NaN), keep: 2 })).rejects.toThrow(
      "w[0] must be finite",
    );
    expect(readFileSync(path)).toEqual(before);
    expect(readdirSync(join(path, ".."))).toEqual(["run.safetensors"]);
  });
});

describe("the number of checkpoints", () => {
  it("that are kept is chosen", async () => {
    const path = join(testFolder(), "run.safetensors");
    for (let step = 1; step <= 5; step++) await save(path, step, { keep: 3 });
    const kept = await listCheckpoints(path);
    expect(kept.map((each) => each.slice(path.length - "run.safetensors".length))).toEqual([
      "run.safetensors",
      "run.1.safetensors",
      "run.2.safetensors",
    ]);
    expect(await Promise.all(kept.map(stepOf))).toEqual([5, 4, 3]);
    await save(path, 6, { keep: 2 });
    expect(await Promise.all((await listCheckpoints(path)).map(stepOf))).toEqual([6, 5]);
    await save(path, 7, { keep: 1 });
    expect(await Promise.all((await listCheckpoints(path)).map(stepOf))).toEqual([7]);
  });

  it("is not touched unless it is asked for", async () => {
    const path = join(testFolder(), "run");
    for (let step = 1; step <= 3; step++) await save(path, step, { keep: 3 });
    await save(path, 4);
    expect(await Promise.all((await listCheckpoints(path)).map(stepOf))).toEqual([4, 2, 1]);
  });

  it("does not count other files", async () => {
    const folder = testFolder();
    const others = [
      "run.x.safetensors",
      "run.0.safetensors",
      "run.01.safetensors",
      "walk.1.safetensors",
      "run.1.bin",
    ];
    for (const name of others) writeFileSync(join(folder, name), "");
    await save(join(folder, "run.safetensors"), 1, { keep: 1 });
    expect(readdirSync(folder).sort()).toEqual([...others, "run.safetensors"].sort());
  });

  it("grows from what a crash has left", async () => {
    const path = join(testFolder(), "run.safetensors");
    const first = path.replace(".safetensors", ".1.safetensors");
    await save(path, 1);
    // Between the two names of one file and the new one, and with one missing.
    linkSync(path, first);
    await save(path, 2, { keep: 3 });
    await save(path, 3, { keep: 3 });
    expect(await Promise.all((await listCheckpoints(path)).map(stepOf))).toEqual([3, 2, 1]);
  });

  it.each([0, 1.5, -1, "3"])("is refused as %j", async (keep) => {
    await expect(save(join(testFolder(), "run"), 1, { keep })).rejects.toThrow(
      "keep must be a whole number of at least 1",
    );
  });

  it("may be saved at once, one after the other", async () => {
    const path = join(testFolder(), "run.safetensors");
    await Promise.all([1, 2, 3, 4].map((step) => save(path, step, { keep: 4 })));
    const steps = await Promise.all((await listCheckpoints(path)).map(stepOf));
    expect(steps.sort()).toEqual([1, 2, 3, 4]);
  });
});

describe("temporary files", () => {
  it("of processes that have ended are removed, others are not", async () => {
    const folder = testFolder();
    const stale = `.run.${host}.999999999-0123456789ab.tmp`;
    const others = [
      `.run.${host}.${process.pid}-0123456789ab.tmp`,
      ".run.elsewhere.999999999-0123456789ab.tmp",
      ".run.tmp",
    ];
    for (const name of [stale, ...others]) writeFileSync(join(folder, name), "x");
    await save(join(folder, "run"), 1);
    expect(readdirSync(folder).sort()).toEqual([...others, "run"].sort());
  });

  it("keep within what names may have", async () => {
    const path = join(testFolder(), `${"n".repeat(240)}.safetensors`);
    await save(path, 1);
    expect(statSync(path).size).toBeGreaterThan(100);
  });
});
