/** Calls of @anneal/checkpoint that work. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as checkpoint from "@anneal/checkpoint";
import * as files from "@anneal/checkpoint/node";
import { AdamW, cosine, LRScheduler, ReduceOnPlateau } from "@anneal/core";
import { afterAll } from "vitest";
import type { Example, Examples } from "./attack.js";

/** A run that has made a step, and what a call that throws must leave as it was. */
function createRun() {
  const optimizer = new AdamW([{ name: "w", values: Float32Array.of(1, 2) }], {
    lr: 0.1,
    memory: "resident",
  });
  const rule = new ReduceOnPlateau({ patience: 3 });
  const scheduler = new LRScheduler(optimizer, cosine({ peak: 0.1, totalSteps: 100 }));
  optimizer.step({ grads: [Float32Array.of(1, 1)] });
  scheduler.step();
  rule.step(1);
  return {
    parts: { optimizer, schedulers: [scheduler], metricRules: [rule] },
    state: () => [optimizer.stateDict(), optimizer.params, scheduler.stateDict(), rule.stateDict()],
  };
}

/** Bytes in memory, as a source and a sink. */
function memory(): checkpoint.ByteSink & checkpoint.ByteSource {
  const bytes: number[] = [];
  return {
    get size() {
      return bytes.length;
    },
    async write(position, part) {
      for (const [i, byte] of part.entries()) bytes[position + i] = byte;
    },
    async read(position, into) {
      for (let i = 0; i < into.length; i++) into[i] = bytes[position + i] ?? 0;
    },
  };
}

const file = memory();
const torchFile = memory();
const folder = mkdtempSync(join(tmpdir(), "anneal-attack-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const path = join(folder, "run.safetensors");
const torchPath = join(folder, "torch.safetensors");
const { parts: saved } = createRun();
await checkpoint.saveCheckpoint(file, saved);
await files.saveCheckpoint(path, saved);
await checkpoint.saveTorchState(torchFile, saved.optimizer);
await files.saveTorchState(torchPath, saved.optimizer);
const torchState = await checkpoint.toTorchStateDict(saved.optimizer);

const onRun =
  (
    call: (...args: never[]) => unknown,
    args: (parts: ReturnType<typeof createRun>["parts"]) => readonly unknown[],
  ) =>
  (): Example => {
    const { parts, state } = createRun();
    return { call, args: args(parts), state };
  };
const contents = (parts: object) => ({ ...parts, step: 3, metadata: { note: "a" }, allowNonFinite: false });
const targets = (parts: object) => ({ ...parts, strict: true, policy: "match", allowNonFinite: false });
const parameters = () => ({ w: Float32Array.of(0, 0) });

export const checkpointExamples: Examples = {
  saveCheckpoint: onRun(checkpoint.saveCheckpoint, (parts) => [memory(), contents(parts)]),
  "saveCheckpoint of parameters": onRun(checkpoint.saveCheckpoint, () => [
    memory(),
    { parameters: { w: { values: Float32Array.of(1, 2), shape: [2, 1] } } },
  ]),
  checkpointBlob: onRun(checkpoint.checkpointBlob, (parts) => [contents(parts)]),
  loadCheckpoint: onRun(checkpoint.loadCheckpoint, (parts) => [file, targets(parts)]),
  "loadCheckpoint of parameters": onRun(checkpoint.loadCheckpoint, () => [
    file,
    { parameters: parameters(), strict: false },
  ]),
  openSafetensors: onRun(checkpoint.openSafetensors, () => [file]),
  loadParameters: onRun(checkpoint.loadParameters, () => [
    [file],
    parameters(),
    { strict: false, allowNonFinite: true },
  ]),
  saveTorchState: onRun(checkpoint.saveTorchState, ({ optimizer }) => [memory(), optimizer]),
  loadTorchState: onRun(checkpoint.loadTorchState, ({ optimizer }) => [torchFile, optimizer]),
  toTorchStateDict: onRun(checkpoint.toTorchStateDict, ({ optimizer }) => [optimizer]),
  fromTorchStateDict: onRun(checkpoint.fromTorchStateDict, ({ optimizer }) => [torchState, optimizer]),
};

export const checkpointFileExamples: Examples = {
  saveCheckpoint: onRun(files.saveCheckpoint, (parts) => [
    "mine.safetensors",
    { ...contents(parts), keep: 2 },
  ]),
  loadCheckpoint: onRun(files.loadCheckpoint, (parts) => [path, targets(parts)]),
  listCheckpoints: onRun(files.listCheckpoints, () => [path]),
  loadParameters: onRun(files.loadParameters, () => [path, parameters(), { strict: false }]),
  saveTorchState: onRun(files.saveTorchState, ({ optimizer }) => [torchPath, optimizer]),
  loadTorchState: onRun(files.loadTorchState, ({ optimizer }) => [torchPath, optimizer]),
};
