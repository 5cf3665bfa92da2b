/** Runs on TensorFlow.js and jax-js that are saved there and resumed on another engine, and the other way round. */
import { CheckpointError, loadCheckpoint, saveCheckpoint } from "@anneal/checkpoint";
import { AdamW, adamw, cosine, type OptimizerState } from "@anneal/core";
import { FusedOptimizer } from "@anneal/jax/fused";
import { AdamW as TfjsAdamW } from "@anneal/tfjs";
import { numpy as np, tree } from "@jax-js/jax";
import * as tf from "@tensorflow/tfjs";
import "@tensorflow/tfjs-backend-wasm";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { MemoryFile } from "../packages/checkpoint/test/support/memory-file.js";
import { gradient, sizeOf } from "../packages/core/test/support/rules.js";
import { useDevice } from "../packages/jax/test/support/devices.js";

const SHAPES = { w: [3, 5], b: [7] } as const;
const NAMES = ["w", "b"] as const;
const OPTIONS = { lr: cosine({ peak: 0.1, end: 0, totalSteps: 20 }), weightDecay: 0.1 };
const lengthOf = (name: (typeof NAMES)[number]) => sizeOf(SHAPES[name]);
const gradientOf = (name: (typeof NAMES)[number], t: number) =>
  gradient(lengthOf(name), 10 * t + NAMES.indexOf(name));

/** A run on an engine that takes its parameters with each step. */
interface Run {
  readonly optimizer: {
    stateDict(): OptimizerState;
    loadStateDict(state: OptimizerState): void;
    dispose(): void;
  };
  step(t: number): void;
  /** Copies of the parameters. */
  read(): Record<string, Float32Array>;
  write(values: Record<string, Float32Array>): void;
}

function createTfjsRun(): Run {
  const variables = Object.fromEntries(
    NAMES.map((name) => [
      name,
      tf.variable(tf.tensor(gradient(lengthOf(name), 99), [...SHAPES[name]]), true, name),
    ]),
  );
  const optimizer = new TfjsAdamW(OPTIONS);
  return {
    optimizer,
    step(t) {
      const grads = Object.fromEntries(
        NAMES.map((name) => [name, tf.tensor(gradientOf(name, t), [...SHAPES[name]])]),
      );
      optimizer.applyGradients(grads);
      tf.dispose(grads);
    },
    read: () =>
      Object.fromEntries(
        NAMES.map((name) => [name, Float32Array.from(variables[name]?.dataSync() as Float32Array)]),
      ),
    write(values) {
      for (const name of NAMES) {
        const tensor = tf.tensor(values[name] as Float32Array, [...SHAPES[name]]);
        variables[name]?.assign(tensor);
        tensor.dispose();
      }
    },
  };
}

function createJaxRun(): Run {
  const arrayOf = (values: Float32Array, name: (typeof NAMES)[number]) =>
    np.array(values.slice()).reshape([...SHAPES[name]]);
  // Trees are in the order of their keys.
  let params = { w: arrayOf(gradient(lengthOf("w"), 99), "w"), b: arrayOf(gradient(lengthOf("b"), 99), "b") };
  const optimizer = new FusedOptimizer(adamw, OPTIONS as never);
  return {
    optimizer,
    step(t) {
      params = optimizer.step(params, {
        w: arrayOf(gradientOf("w", t), "w"),
        b: arrayOf(gradientOf("b", t), "b"),
      });
    },
    read: () =>
      Object.fromEntries(
        NAMES.map((name) => [name, Float32Array.from(params[name].ref.dataSync() as Float32Array)]),
      ),
    write(values) {
      tree.dispose(params);
      params = { w: arrayOf(values.w as Float32Array, "w"), b: arrayOf(values.b as Float32Array, "b") };
    },
  };
}

const engines: readonly [string, () => Promise<Run>][] = [
  ...["cpu", "wasm"].map((backend): [string, () => Promise<Run>] => [
    `TensorFlow.js on ${backend}`,
    async () => {
      await tf.setBackend(backend);
      return createTfjsRun();
    },
  ]),
  ...(["cpu", "wasm"] as const).map((device): [string, () => Promise<Run>] => [
    `jax-js on ${device}`,
    async () => {
      await useDevice(device);
      return createJaxRun();
    },
  ]),
];

const shaped = (values: Record<string, Float32Array>) =>
  Object.fromEntries(
    NAMES.map((name) => [name, { values: values[name] as Float32Array, shape: SHAPES[name] }]),
  );

describe.each(engines)("%s", (_, create) => {
  beforeEach(() => tf.engine().startScope());
  afterEach(() => {
    tf.engine().endScope();
    tf.disposeVariables();
  });

  it("saves a run that another engine resumes, and resumes that run before its first step", async () => {
    const run = await create();
    for (let t = 0; t < 3; t++) run.step(t);
    const file = new MemoryFile();
    await saveCheckpoint(file, { optimizer: run.optimizer, parameters: shaped(run.read()) });

    // The names are in the order of the engine.
    const names = run.optimizer.stateDict().params.map(({ name }) => name as (typeof NAMES)[number]);
    const host = new AdamW(
      names.map((name) => ({ name, shape: SHAPES[name] })),
      { ...OPTIONS, memory: "resident" },
    );
    expect(await loadCheckpoint(file, { optimizer: host })).toEqual({ step: 3, metadata: {} });
    const fromHost = new MemoryFile();
    await saveCheckpoint(fromHost, { optimizer: host });
    for (let t = 3; t < 6; t++) {
      run.step(t);
      host.step({ grads: names.map((name) => gradientOf(name, t)) });
    }
    const expected = Object.fromEntries(names.map((name, i) => [name, host.params[i]]));
    expect(run.read()).toEqual(expected);
    expect(run.optimizer.stateDict()).toEqual(host.stateDict());
    run.optimizer.dispose();
    tf.disposeVariables();

    for (const saved of [file, fromHost]) {
      const resumed = await create();
      const values = Object.fromEntries(NAMES.map((name) => [name, new Float32Array(lengthOf(name))]));
      const targets = { optimizer: resumed.optimizer, parameters: shaped(values) };
      expect((await loadCheckpoint(saved, targets)).step).toBe(3);
      resumed.write(values);
      for (let t = 3; t < 6; t++) resumed.step(t);
      expect(resumed.read()).toEqual(expected);
      resumed.optimizer.dispose();
      tf.disposeVariables();
    }
  });

  it("leaves an optimizer without a state as it is where a checkpoint does not fit", async () => {
    const file = new MemoryFile();
    const host = new AdamW([{ name: "w", shape: [3, 5] }], OPTIONS);
    host.step({ grads: [gradient(15, 1)] });
    await saveCheckpoint(file, { optimizer: host });
    const run = await create();
    const parameters = { w: new Float32Array(15) };
    const last = file.size - 3;
    file.bytes[last] = (file.bytes[last] as number) ^ 1;
    const targets = { optimizer: run.optimizer, parameters: { w: { values: parameters.w, shape: [3, 5] } } };
    await expect(loadCheckpoint(file, targets)).rejects.toThrow(CheckpointError);
    expect(() => run.optimizer.stateDict()).toThrow("there is no state yet");
    expect(parameters.w).toEqual(new Float32Array(15));
    await expect(loadCheckpoint(file, { optimizer: run.optimizer })).rejects.toThrow(
      "parameters must be given",
    );
    run.optimizer.dispose();
  });
});
