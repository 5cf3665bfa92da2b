/** A run that is saved in a browser: as a blob, from a response, and in the origin-private file system. */
import { checkpointBlob, loadCheckpoint, saveCheckpoint } from "@anneal/checkpoint";
import { LRScheduler, warmupCosine } from "@anneal/core";
import { AdamW } from "@anneal/wasm";

/** A small run of some steps. */
export function createRun(engine: "auto" | "host") {
  const values = Float32Array.from({ length: 1003 }, (_, i) => ((i * 7919) % 1000) / 500 - 1);
  const optimizer = new AdamW([{ name: "w", values }], { engine, memory: "resident" });
  const scheduler = new LRScheduler(optimizer, warmupCosine({ peak: 0.1, warmupSteps: 2, totalSteps: 20 }));
  const step = () => {
    const { stepCount, grads } = optimizer;
    grads[0]?.set(Float32Array.from(values, (_, i) => (((i + stepCount) * 104_729) % 1000) / 500 - 1));
    scheduler.step(optimizer.step());
  };
  return { parts: { optimizer, schedulers: [scheduler] }, step };
}

/** The bytes of a run after four steps. */
export async function blobAfterFour(engine: "auto" | "host"): Promise<Blob> {
  const { parts, step } = createRun(engine);
  for (let t = 0; t < 4; t++) step();
  return checkpointBlob(parts);
}

/** What became of the checkpoints, and where each way of loading one led. */
export interface Kept {
  readonly engine: "wasm" | "host";
  readonly bytes: number[];
  /** The parameters two steps after the checkpoint was loaded from a blob, a response and a file. */
  readonly resumed: readonly number[][];
  /** What a file is refused with that was cut off. */
  readonly cutOff: string;
  /** What saving was refused with, and the size of the file before and after. */
  readonly failed: readonly [string, number, number];
}

export async function keepCheckpoints(): Promise<Kept> {
  const root = await navigator.storage.getDirectory();
  const handle = await root.getFileHandle("run.safetensors", { create: true });
  const blob = await blobAfterFour("auto");
  const { parts } = createRun("auto");
  // Longer than what takes its place.
  await saveCheckpoint(handle, { ...parts, metadata: { note: "x".repeat(10_000) } });
  await loadCheckpoint(blob, parts);
  await saveCheckpoint(handle, parts);
  const resumed: number[][] = [];
  for (const source of [blob, new Response(blob), handle]) {
    const run = createRun("auto");
    await loadCheckpoint(source, run.parts);
    for (let t = 0; t < 2; t++) run.step();
    resumed.push([...(run.parts.optimizer.params[0] as Float32Array)]);
  }
  const sizeOf = async () => (await handle.getFile()).size;
  const before = await sizeOf();
  (parts.optimizer.params[0] as Float32Array)[5] = Number.NaN;
  const message = await messageOf(saveCheckpoint(handle, parts));
  return {
    engine: parts.optimizer.engine,
    bytes: [...new Uint8Array(await blob.arrayBuffer())],
    resumed,
    cutOff: await messageOf(loadCheckpoint(blob.slice(0, -1), parts)),
    failed: [message, before, await sizeOf()],
  };
}

async function messageOf(promise: Promise<unknown>): Promise<string> {
  try {
    await promise;
    return "accepted";
  } catch (error) {
    return (error as Error).message;
  }
}
