/** What is on the disk when a process is killed while it saves, and how much memory saving and loading take. */
import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { listCheckpoints, loadCheckpoint } from "@anneal/checkpoint/node";
import { AdamW } from "@anneal/core";
import { expect, it } from "vitest";
import { cases, sampled } from "../../core/test/support/random-cases.js";
import { testFolder } from "./support/folder.js";

const program = fileURLToPath(new URL("./support/program.mjs", import.meta.url));
const LENGTH = 100_000;

/** The step of a checkpoint; fails unless every value in it is of that step. */
async function stepOf(path: string): Promise<number> {
  const optimizer = new AdamW([{ name: "w", length: LENGTH }]);
  const { step } = await loadCheckpoint(path, { optimizer });
  const { slots } = optimizer.stateDict({ copy: false }).params[0] as { slots: Record<string, Float32Array> };
  for (const values of [...optimizer.params, ...Object.values(slots)]) {
    expect(values.every((value) => value === step)).toBe(true);
  }
  return step;
}

/** Kills a process that saves, some time after it has saved for the first time; gives the last step that it has told. */
async function killSaving(path: string, first: number, milliseconds: number): Promise<number> {
  const child = spawn(process.execPath, [program, "save", path, String(LENGTH), String(first)], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  let told = "";
  child.stdout.on("data", (data) => {
    told += data;
  });
  await once(child.stdout, "data");
  await sleep(milliseconds);
  child.kill("SIGKILL");
  await once(child, "close");
  return Number(told.trim().split("\n").at(-1));
}

// ANNEAL_CASES=20 makes 200 of them.
it("a process that is killed leaves the checkpoint before or the new one", async () => {
  const path = join(testFolder(), "run.safetensors");
  let seed = Number(process.env.RANDOM_SEED || 1);
  let next = 1;
  for (let i = 0; i < cases(10); i++) {
    seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0;
    const told = await killSaving(path, next, (seed / 2 ** 32) * 40);
    const step = await stepOf(path);
    expect(step === told || step === told + 1, `${step} after ${told}`).toBe(true);
    // The one before it is whole, too.
    const [newest, older] = await listCheckpoints(path);
    expect(newest).toBe(path);
    if (older !== undefined) expect(await stepOf(older)).toBeLessThanOrEqual(step);
    // Of the processes that were killed before, nothing is left.
    expect(readdirSync(join(path, "..")).filter((name) => name.endsWith(".tmp")).length).toBeLessThanOrEqual(
      1,
    );
    next = step + 1;
  }
}, 600_000);

it("a process that is killed before any call of the file system leaves one of the two", async () => {
  const path = join(testFolder(), "run.safetensors");
  const steps = new Set<number>();
  let isSaved = false;
  for (const calls of sampled([...Array(200).keys()], 4)) {
    const first = 10 * calls + 1;
    const args = [program, "killItself", path, String(LENGTH), String(first), String(calls)];
    const { stdout, stderr, signal } = spawnSync(process.execPath, args, { encoding: "utf8" });
    expect(stderr).toBe("");
    isSaved = stdout === "saved";
    expect(signal).toBe(isSaved ? null : "SIGKILL");
    const step = await stepOf(path);
    expect(step === first || step === first + 1, `${step} before call ${calls}`).toBe(true);
    steps.add(step - first);
    for (const each of await listCheckpoints(path)) await stepOf(each);
    if (isSaved) break;
  }
  expect(isSaved).toBe(true);
  // Calls before and after the file was replaced.
  expect([...steps].sort()).toEqual([0, 1]);
}, 600_000);

it("saving and loading take little memory, whatever the size", () => {
  const path = join(testFolder(), "large.safetensors");
  const length = 10_000_000;
  const { stdout, stderr } = spawnSync(process.execPath, [program, "measure", path, String(length)], {
    encoding: "utf8",
  });
  expect(stderr).toBe("");
  const { save, load, copies } = JSON.parse(stdout);
  const most = 64 * 2 ** 20;
  expect(save).toBeLessThan(most);
  expect(load).toBeLessThan(most);
  // Copies of the moments would be noticed.
  expect(copies).toBeGreaterThan(most);
}, 60_000);
