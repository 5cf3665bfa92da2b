/** `init` without arguments, in a runtime with a `navigator` and in one without. */
import { init } from "@anneal/jax";
import { afterEach, expect, test, vi } from "vitest";

afterEach(() => vi.unstubAllGlobals());

test("loads what the runtime has where there is no navigator, as in Node 20", async () => {
  vi.stubGlobal("navigator", undefined);
  expect(await init()).toEqual(["cpu", "wasm"]);
  expect(await init("cpu")).toEqual(["cpu", "wasm"]);
  await expect(init("webgpu")).rejects.toThrow("useAsNavigatorGpu()");
});

test("asks navigator.gpu where there is one", async () => {
  const requestAdapter = vi.fn(async () => null);
  vi.stubGlobal("navigator", { gpu: { requestAdapter } });
  expect(await init()).toEqual(["cpu", "wasm"]);
  expect(requestAdapter).toHaveBeenCalledTimes(1);
});
