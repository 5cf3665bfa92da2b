// What tests of processes run, over the built packages: saves again and again, or says how much memory saving takes.
import fs from "node:fs";
import { syncBuiltinESMExports } from "node:module";
import { loadCheckpoint, saveCheckpoint } from "@anneal/checkpoint/node";
import { AdamW } from "@anneal/core";
import { peakMemory } from "../../../core/test/support/peak-memory.mjs";

const [what = "", path = "", size, first, calls] = process.argv.slice(2);
const length = Number(size);

/**
 * An optimizer whose arrays all hold one number.
 * @param {number} value
 */
function filled(value) {
  const values = new Float32Array(length).fill(value);
  const optimizer = new AdamW([{ name: "w", values }], { memory: "caller" });
  for (const { slots } of optimizer.stateDict({ copy: false }).params) {
    for (const array of Object.values(slots)) array.fill(value);
  }
  return optimizer;
}

/**
 * Kills this process before call number `calls` that changes a file or a folder, counted from 0; writes are half done.
 * @param {number} calls
 */
async function killBeforeCall(calls) {
  let left = calls;
  const count = () => {
    if (left-- === 0) process.kill(process.pid, "SIGKILL");
  };
  const file = await fs.promises.open(path);
  const handle = Object.getPrototypeOf(file);
  await file.close();
  const { write } = handle;
  handle.write = async function (/** @type {Uint8Array} */ bytes, at = 0, length = 0, position = 0) {
    if (left === 0) await write.call(this, bytes, at, Math.ceil(length / 2), position);
    count();
    return write.call(this, bytes, at, length, position);
  };
  /** @type {[any, readonly string[]][]} */
  const others = [
    [handle, ["sync", "datasync"]],
    [fs.promises, ["open", "rename", "link", "rm"]],
  ];
  for (const [owner, names] of others) {
    for (const name of names) {
      const call = owner[name];
      owner[name] = function (/** @type {unknown[]} */ ...args) {
        count();
        return call.apply(this, args);
      };
    }
  }
  syncBuiltinESMExports();
}

/** @type {Readonly<Record<string, () => Promise<void>>>} */
const programs = {
  /** Saves for ever; each finished checkpoint is a line. */
  async save() {
    for (let step = Number(first); ; step++) {
      await saveCheckpoint(path, { optimizer: filled(step), step, keep: 2 });
      process.stdout.write(`${step}\n`);
    }
  },
  /** Saves twice, and kills itself in the second time, before a call of the file system. */
  async killItself() {
    const step = Number(first);
    await saveCheckpoint(path, { optimizer: filled(step), step, keep: 2 });
    const optimizer = filled(step + 1);
    await killBeforeCall(Number(calls));
    await saveCheckpoint(path, { optimizer, step: step + 1, keep: 2 });
    process.stdout.write("saved");
  },
  /** Saves and loads once, and prints by how much the most memory grew. */
  async measure() {
    const optimizer = filled(1);
    // What is loaded for the first time counts no more.
    await saveCheckpoint(`${path}.small`, { parameters: { w: new Float32Array(10) } });
    const before = peakMemory();
    await saveCheckpoint(path, { optimizer });
    const saved = peakMemory();
    await loadCheckpoint(path, { optimizer });
    const loaded = peakMemory();
    const copies = optimizer.stateDict();
    const copied = peakMemory();
    process.stdout.write(
      JSON.stringify({
        save: saved - before,
        load: loaded - saved,
        copies: copied - loaded,
        ok: copies.step,
      }),
    );
  },
};
await programs[what]?.();
