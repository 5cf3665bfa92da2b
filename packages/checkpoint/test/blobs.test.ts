/** Saving and loading without files: blobs, responses, handles of the origin-private file system. */
import { checkpointBlob, type FileHandleLike, loadCheckpoint, saveCheckpoint } from "@anneal/checkpoint";
import { describe, expect, it } from "vitest";
import { MemoryFile } from "./support/memory-file.js";
import { refused } from "./support/refused.js";
import { createRun } from "./support/run.js";

function savedRun() {
  const run = createRun();
  for (let t = 0; t < 4; t++) run.step(t);
  return run;
}

/** A handle as browsers have it: what is written is seen when it is closed. */
class Handle implements FileHandleLike {
  file = new Blob([]);
  aborted = 0;

  async getFile() {
    return this.file;
  }

  async createWritable() {
    const written = new MemoryFile();
    return {
      write: async ({ position, data }: { position: number; data: Uint8Array }) =>
        written.write(position, data),
      close: async () => {
        this.file = new Blob([written.bytes as Uint8Array<ArrayBuffer>]);
      },
      abort: async () => {
        this.aborted++;
      },
    };
  }
}

describe("a blob", () => {
  it("has the bytes of a file, and is loaded", async () => {
    const run = savedRun();
    const blob = await checkpointBlob(run.parts);
    const file = new MemoryFile();
    await saveCheckpoint(file, run.parts);
    expect(new Uint8Array(await blob.arrayBuffer())).toEqual(file.bytes);
    const resumed = createRun(3);
    await loadCheckpoint(blob, resumed.parts);
    expect(resumed.snapshot()).toEqual(run.snapshot());
  });

  it("comes from a response, unless that failed", async () => {
    const run = savedRun();
    const blob = await checkpointBlob(run.parts);
    const resumed = createRun(3);
    await loadCheckpoint(new Response(blob), resumed.parts);
    expect(resumed.snapshot()).toEqual(run.snapshot());
    const missing = loadCheckpoint(new Response("not found", { status: 404 }), resumed.parts);
    expect((await refused(missing)).field).toBe("response.status");
  });
});

describe("a file handle", () => {
  it("gets the file when all is written", async () => {
    const run = savedRun();
    const handle = new Handle();
    await saveCheckpoint(handle, run.parts);
    const resumed = createRun(3);
    await loadCheckpoint(handle, resumed.parts);
    expect(resumed.snapshot()).toEqual(run.snapshot());
  });

  it("keeps its file when saving fails", async () => {
    const handle = new Handle();
    const { file } = handle;
    await expect(saveCheckpoint(handle, { parameters: { w: Float32Array.of(Number.NaN) } })).rejects.toThrow(
      "w[0] must be finite",
    );
    expect(handle.file).toBe(file);
    expect(handle.aborted).toBe(1);
  });
});

it.each(["run.safetensors", null, {}, 5])("%j is neither a target nor a source", async (other) => {
  const { parts } = createRun();
  await expect(saveCheckpoint(other as never, parts)).rejects.toThrow("target must be a file handle");
  await expect(loadCheckpoint(other as never, parts)).rejects.toThrow("source must be a Blob");
});

describe("a source that fails when it is read again", () => {
  it("says that the run is incomplete", async () => {
    const file = new MemoryFile();
    await saveCheckpoint(file, savedRun().parts);
    let reads = 0;
    const source = {
      size: file.size,
      read: (position: number, into: Uint8Array) =>
        ++reads > 3 ? Promise.reject(new Error("the disk is gone")) : file.read(position, into),
    };
    const { field, reason } = await refused(loadCheckpoint(source, createRun().parts));
    expect([field, reason]).toEqual([
      "file",
      "could not be read again; the parameters and the state of this run are incomplete: load a checkpoint",
    ]);
  });
});
