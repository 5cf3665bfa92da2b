/** Layers models: compile, fit, and saving with the optimizer. */
import { warmupCosine } from "@anneal/core";
import * as tf from "@tensorflow/tfjs";
import { describe, expect, it } from "vitest";
import { AdamW, Lion, registerOptimizers } from "../src/index.js";
import { backends, useBackend } from "./support/backends.js";
import { data, makeModel } from "./support/models.js";

registerOptimizers();

const quiet = { verbose: 0, shuffle: false, batchSize: 8 } as const;

describe.each(backends)("on the backend %s", (backend) => {
  useBackend(backend);

  it("trains a model, and resumes it to the same bits after it was saved with its optimizer", async () => {
    const { x, y } = data();
    const options = {
      lr: warmupCosine({ peak: 0.05, warmupSteps: 4, totalSteps: 40 }),
      decayExclude: ["bias"],
    };
    const whole = makeModel(new AdamW(options));
    const first = await whole.fit(x, y, { ...quiet, epochs: 3 });
    let saved: tf.io.ModelArtifacts | undefined;
    const handler = tf.io.withSaveHandler(async (artifacts) => {
      saved = artifacts;
      return { modelArtifactsInfo: { dateSaved: new Date(0), modelTopologyType: "JSON" } };
    });
    await whole.save(handler, { includeOptimizer: true });
    const second = await whole.fit(x, y, { ...quiet, epochs: 3 });

    const resumed = await tf.loadLayersModel(tf.io.fromMemory(saved as tf.io.ModelArtifacts));
    const again = await resumed.fit(x, y, { ...quiet, epochs: 3 });
    expect(again.history.loss).toEqual(second.history.loss);
    expect(second.history.loss?.[2] as number).toBeLessThan(first.history.loss?.[0] as number);
    const [a, b] = [whole, resumed].map((model) => model.getWeights().map((each) => [...each.dataSync()]));
    expect(a).toEqual(b);
    expect((resumed.optimizer as AdamW).updates).toBe(24);
  });

  it("resumes in the middle of an update that takes several batches, with the same bits", async () => {
    const { x, y } = data();
    // Three batches an epoch, two an update.
    const train = (model: tf.LayersModel) => model.fit(x, y, { ...quiet, batchSize: 11, epochs: 1 });
    const whole = makeModel(new AdamW({ lr: 0.05, accumulationSteps: 2 }));
    await train(whole);
    const saved: tf.io.ModelArtifacts[] = [];
    const handler = tf.io.withSaveHandler(async (artifacts) => {
      saved.push(artifacts);
      return { modelArtifactsInfo: { dateSaved: new Date(0), modelTopologyType: "JSON" } };
    });
    await whole.save(handler, { includeOptimizer: true });
    const resumed = await tf.loadLayersModel(tf.io.fromMemory(saved[0] as tf.io.ModelArtifacts));
    // It can be saved again before it is trained.
    await resumed.save(handler, { includeOptimizer: true });
    const again = await tf.loadLayersModel(tf.io.fromMemory(saved[1] as tf.io.ModelArtifacts));
    for (const model of [whole, resumed, again]) await train(model);
    const [a, b, c] = [whole, resumed, again].map((model) =>
      model.getWeights().map((each) => [...each.dataSync()]),
    );
    expect(b).toEqual(a);
    expect(c).toEqual(a);
    expect((again.optimizer as AdamW).updates).toBe(3);
    expect((again.optimizer as AdamW).iterations).toBe(6);
  });

  it("keeps no tensors", async () => {
    const { x, y } = data();
    const model = makeModel(new Lion({ lr: 1e-3 }));
    await model.fit(x, y, { ...quiet, epochs: 1 });
    const before = tf.memory().numTensors;
    await model.fit(x, y, { ...quiet, epochs: 3 });
    expect(tf.memory().numTensors).toBe(before);
  });

  it("keeps the tensors of one save at most", async () => {
    const { x, y } = data();
    const model = makeModel(new AdamW());
    await model.fit(x, y, { ...quiet, epochs: 1 });
    const handler = tf.io.withSaveHandler(async () => ({
      modelArtifactsInfo: { dateSaved: new Date(0), modelTopologyType: "JSON" },
    }));
    const before = tf.memory().numTensors;
    await model.save(handler, { includeOptimizer: true });
    const after = tf.memory().numTensors;
    for (let save = 0; save < 3; save++) await model.save(handler, { includeOptimizer: true });
    expect(tf.memory().numTensors).toBe(after);
    (model.optimizer as AdamW).dispose();
    expect(tf.memory().numTensors).toBe(before);
  });
});
