/** Where the optional package is not installed. */

import { constant } from "@anneal/core";
import { expect, it, vi } from "vitest";
import { GpuUnavailableError, requestGpu, toWgsl, useAsNavigatorGpu } from "../src/index.js";

vi.mock("webgpu", () => {
  throw new Error("Cannot find package 'webgpu'");
});

it("says what to install, and only when a device is requested", async () => {
  expect(toWgsl(constant({ value: 1 })).data).toHaveLength(0);
  for (const ask of [() => requestGpu(), () => useAsNavigatorGpu()]) {
    await expect(ask()).rejects.toThrow(GpuUnavailableError);
    await expect(ask()).rejects.toThrow("npm install webgpu@0.6.2");
  }
  await expect(useAsNavigatorGpu({ flags: "adapter=x" } as never)).rejects.toThrow(
    "flags must be an array of strings",
  );
  expect(globalThis.navigator?.gpu).toBeUndefined();
});

it("suggests another browser if there is no navigator.gpu", async () => {
  const before = globalThis.process;
  Reflect.deleteProperty(globalThis, "process");
  try {
    await expect(requestGpu()).rejects.toThrow("use a browser with WebGPU");
  } finally {
    globalThis.process = before;
  }
});
