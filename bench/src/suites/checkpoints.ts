/** The speed of writing and reading checkpoints, compared with `dd` on the same disk, and the memory needed. */
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { loadCheckpoint, saveCheckpoint } from "@anneal/checkpoint/node";
import { AdamW } from "@anneal/wasm";
import { median } from "../measure/median.js";
import type { Quantity } from "./memory-and-load.js";

export const CHECKPOINTS = "checkpoints";
/** With two moments 1.2 GB. */
export const CHECKPOINT_SIZE = 100_000_000;
export const CHECKPOINT_CASE = "parameters with moments";

const ROUNDS = 5;
const MEGABYTE = 1_000_000;
/** At least 80 % of the speed of dd. */
const TIMES_OF_DD_AT_MOST = 1.25;
const EXTRA_MEGABYTES_AT_MOST = 64;

export interface CheckpointReport {
  readonly bytes: number;
  /** The duration in seconds of dd, saving and loading, for each round. */
  readonly dd: readonly number[];
  readonly save: readonly number[];
  readonly load: readonly number[];
  /** The growth of the process's peak memory in bytes. */
  readonly saveMemory: number;
  readonly loadMemory: number;
}

/**
 * Saves and loads an AdamW with `size` parameters, alternating with dd, which writes and syncs as many zeros. The files
 * are in the folder for temporary files; set `TMPDIR` to use another disk.
 */
export async function measureCheckpoints(size: number, rounds = ROUNDS): Promise<CheckpointReport> {
  const folder = mkdtempSync(join(tmpdir(), "anneal-bench-"));
  const path = join(folder, "run.safetensors");
  try {
    const optimizer = createOptimizer(size);
    await saveCheckpoint(join(folder, "first"), { parameters: { w: new Float32Array(1) } });
    const before = mostMemory();
    await saveCheckpoint(path, { optimizer });
    const saved = mostMemory();
    await loadCheckpoint(path, { optimizer });
    const loaded = mostMemory();
    const bytes = statSync(path).size;
    const [dd, save, load]: [number[], number[], number[]] = [[], [], []];
    for (let round = 0; round < rounds; round++) {
      dd.push(await secondsOf(() => writeWithDd(join(folder, "dd"), bytes)));
      save.push(
        await secondsOf(async () => {
          await saveCheckpoint(path, { optimizer });
        }),
      );
      load.push(
        await secondsOf(async () => {
          await loadCheckpoint(path, { optimizer });
        }),
      );
      // Neither file is on the disk at the start of a round.
      rmSync(path);
      rmSync(join(folder, "dd"));
    }
    return { bytes, dd, save, load, saveMemory: saved - before, loadMemory: loaded - saved };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** An optimizer whose memory pages are all in use. */
function createOptimizer(size: number): AdamW {
  const values = new Float32Array(size).fill(0.5);
  const optimizer = new AdamW([{ name: "w", values }], { memory: "caller" });
  for (const { slots } of optimizer.stateDict({ copy: false }).params) {
    for (const slot of Object.values(slots)) slot.fill(0.25);
  }
  return optimizer;
}

function mostMemory(): number {
  return process.resourceUsage().maxRSS * 1024;
}

async function secondsOf(act: () => void | Promise<void>): Promise<number> {
  const start = performance.now();
  await act();
  return (performance.now() - start) / 1000;
}

/** @throws Error if there is no dd. */
function writeWithDd(path: string, bytes: number): void {
  const count = Math.ceil(bytes / MEGABYTE);
  const args = ["if=/dev/zero", `of=${path}`, `bs=${MEGABYTE}`, `count=${count}`, "conv=fsync"];
  const { status, stderr, error } = spawnSync("dd", args, { encoding: "utf8" });
  if (status !== 0) throw new Error(`dd failed: ${error?.message ?? stderr}`);
}

export function checkpointQuantities(report: CheckpointReport, size: number): Quantity[] {
  const { bytes, dd, save, load, saveMemory, loadMemory } = report;
  const place = { suite: CHECKPOINTS, case: CHECKPOINT_CASE, size };
  const perSecond = (seconds: readonly number[]) => bytes / median(seconds) / (1000 * MEGABYTE);
  const ratios = save.map((seconds, round) => seconds / (dd[round] as number));
  const information = { ...place, unit: "GB/s", atMost: null };
  const memory = { ...place, unit: "MB more memory", atMost: EXTRA_MEGABYTES_AT_MOST };
  return [
    { ...information, subject: "dd with fsync", value: perSecond(dd) },
    { ...information, subject: "saving", value: perSecond(save) },
    { ...information, subject: "loading (reads twice)", value: perSecond(load) },
    {
      ...place,
      subject: "saving",
      value: median(ratios),
      unit: "times the time of dd with fsync",
      atMost: TIMES_OF_DD_AT_MOST,
    },
    { ...memory, subject: "saving", value: saveMemory / MEGABYTE },
    { ...memory, subject: "loading", value: loadMemory / MEGABYTE },
  ];
}
