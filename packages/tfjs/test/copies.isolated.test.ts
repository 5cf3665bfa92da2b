/** Backends without updates in place: a warning, once. */
import * as tf from "@tensorflow/tfjs";
import { expect, it, vi } from "vitest";
import { AdamW } from "../src/index.js";
import { gradientTensors, variable } from "./support/backends.js";

it("warns once for each backend", async () => {
  const warn = vi.spyOn(console, "warn").mockImplementation(() => {});
  tf.copyRegisteredKernels("cpu", "remote");
  tf.registerBackend("remote", () => tf.findBackendFactory("cpu")() as tf.KernelBackend);
  await tf.setBackend("remote");
  variable("w", [1]);
  for (const optimizer of [new AdamW(), new AdamW()]) {
    for (let step = 0; step < 2; step++) optimizer.applyGradients(gradientTensors({ w: [1] }));
  }
  const own = warn.mock.calls.map(String).filter((message) => message.includes("anneal"));
  expect(own).toEqual([expect.stringContaining("the backend remote")]);
});
