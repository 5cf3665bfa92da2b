// What tests of processes run, over the built packages: saves again and again, or says how much memory saving takes.
import { loadCheckpoint, saveCheckpoint } from "@anneal/checkpoint/node";
import { AdamW } from "@anneal/core";
import { peakMemory } from "../../../core/test/support/peak-memory.mjs";

const [what = "", path = "", size, first] = process.argv.slice(2);
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

/** @type {Readonly<Record<string, () => Promise<void>>>} */
const programs = {
  /** Saves for ever; each finished checkpoint is a line. */
  async save() {
    for (let step = Number(first); ; step++) {
      await saveCheckpoint(path, { optimizer: filled(step), step, keep: 2 });
      process.stdout.write(`${step}\n`);
    }
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
