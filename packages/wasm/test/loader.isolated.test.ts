/** Loading the module, in Node and as a browser does it. */
import { readFileSync } from "node:fs";
import { InvalidArgumentError, OutOfMemoryError } from "@anneal/core";
import { afterEach, describe, expect, test, vi } from "vitest";
import { availableThreads } from "../src/threads/index.js";

const kernels = new URL("../module/schedules.wasm", import.meta.url);
const bytes = readFileSync(kernels);

/** The loader of schedules.wasm, which has loaded nothing yet. */
async function freshLoader() {
  vi.resetModules();
  const all = await import("../src/module/index.js");
  const { schedulesModule } = all;
  return {
    ...all,
    init: (source?: Parameters<typeof schedulesModule.init>[0]) => schedulesModule.init(source),
    initSync: (source: Parameters<typeof schedulesModule.initSync>[0]) => schedulesModule.initSync(source),
    createInstance: () => schedulesModule.createInstance(),
    resolveEngine: (choice: "auto" | "wasm" | "host") => all.resolveEngine(choice, schedulesModule),
    ABI_VERSION: all.SCHEDULES_ABI_VERSION,
  };
}

/** A loader where there are no files, and what `fetch` answers. */
async function browserLoader(
  fetch: (url: URL | string) => Promise<Response> = () => Promise.reject(new Error("offline")),
) {
  vi.spyOn(process, "getBuiltinModule").mockReturnValue(undefined as never);
  const requests: string[] = [];
  vi.stubGlobal("fetch", (url: URL | string) => {
    requests.push(String(url));
    return fetch(url);
  });
  return { ...(await freshLoader()), requests };
}

const answer = () => Promise.resolve(new Response(bytes, { headers: { "content-type": "text/plain" } }));

afterEach(() => {
  vi.restoreAllMocks();
  vi.unstubAllGlobals();
});

describe("in Node", () => {
  test("the module is there on first use", async () => {
    const { createInstance, engineInfo, ABI_VERSION } = await freshLoader();
    const instance = createInstance();
    expect(instance.abi_version()).toBe(ABI_VERSION);
    expect(createInstance().memory).not.toBe(instance.memory);
    expect(engineInfo()).toEqual({
      engine: "wasm",
      reason: null,
      simd: true,
      threads: availableThreads().count,
      threadsReason: availableThreads().reason,
      abiVersion: ABI_VERSION,
      moduleBytes: bytes.length,
    });
  });

  test("init works too, and may be called again", async () => {
    const { init, createInstance } = await freshLoader();
    await Promise.all([init(), init()]);
    await init();
    expect(createInstance().abi_version()).toBe(1);
  });

  test.each<[string, (url: URL) => URL | string]>([
    ["a URL", (url) => url],
    ["text", (url) => url.href.replace("file:", "FILE:")],
  ])("init reads the file that %s names", async (_, source) => {
    const { init, createInstance, engineInfo, ModuleLoadError } = await freshLoader();
    await init(source(kernels));
    expect(createInstance().abi_version()).toBe(1);
    expect(engineInfo().moduleBytes).toBe(bytes.length);
    const { init: again } = await freshLoader();
    const missing = again(source(new URL("missing.wasm", kernels)));
    await expect(missing).rejects.toThrow(/ENOENT/);
    await expect(missing).rejects.toMatchObject({ name: ModuleLoadError.name });
  });

  test("a file that can't be read is one ModuleLoadError, and is tried once until the next init", async () => {
    const fs = process.getBuiltinModule("node:fs");
    const reads = vi.fn(() => {
      throw new Error("ENOENT: no such file");
    });
    vi.spyOn(process, "getBuiltinModule").mockReturnValue({ ...fs, readFileSync: reads } as never);
    const { init, initSync, createInstance, engineInfo, resolveEngine } = await freshLoader();
    const message = "the WebAssembly module can't be loaded: ENOENT: no such file";
    expect(engineInfo()).toMatchObject({ engine: "host", reason: message });
    expect(resolveEngine("auto")).toBe("host");
    expect(createInstance).toThrow(expect.objectContaining({ message }));
    expect(reads).toHaveBeenCalledTimes(1);
    await expect(init()).rejects.toMatchObject({ message });
    expect(resolveEngine("auto")).toBe("host");
    expect(resolveEngine("auto")).toBe("host");
    expect(reads).toHaveBeenCalledTimes(3);
    initSync(bytes);
    expect(resolveEngine("auto")).toBe("wasm");
  });

  test("no memory for an instance is an OutOfMemoryError, which is not remembered", async () => {
    const { initSync, createInstance } = await freshLoader();
    const instantiation = vi.spyOn(WebAssembly, "Instance").mockImplementation(
      class {
        constructor() {
          throw new RangeError("could not allocate memory");
        }
      } as never,
    );
    expect(() => initSync(bytes)).toThrow(expect.objectContaining({ name: OutOfMemoryError.name }));
    expect(createInstance).toThrow(expect.objectContaining({ name: OutOfMemoryError.name }));
    instantiation.mockRestore();
    expect(createInstance().abi_version()).toBe(1);
  });
});

describe("in a browser", () => {
  test("before init everything says what to do, and auto takes the host", async () => {
    const { createInstance, engineInfo, resolveEngine, NotInitializedError } = await browserLoader();
    expect(createInstance).toThrow(NotInitializedError);
    expect(createInstance).toThrow(/await init\(\)/);
    expect(() => resolveEngine("wasm")).toThrow(NotInitializedError);
    expect(resolveEngine("auto")).toBe("host");
    expect(engineInfo()).toMatchObject({
      engine: "host",
      reason: expect.stringContaining("init"),
      moduleBytes: null,
    });
  });

  test("init fetches the file beside the package, once, whatever the server calls it", async () => {
    const { init, createInstance, engineInfo, resolveEngine, requests } = await browserLoader(answer);
    await Promise.all([init(), init()]);
    await init();
    expect(requests).toEqual([expect.stringMatching(/\/module\/schedules\.wasm$/)]);
    expect(createInstance().abi_version()).toBe(1);
    expect(resolveEngine("auto")).toBe("wasm");
    expect(engineInfo()).toMatchObject({ engine: "wasm", moduleBytes: bytes.length });
  });

  test("a failed init can be tried again", async () => {
    let isOnline = false;
    const { init, createInstance, ModuleLoadError } = await browserLoader(() =>
      isOnline ? answer() : Promise.reject(new Error("offline")),
    );
    await expect(init()).rejects.toThrow(ModuleLoadError);
    await expect(init()).rejects.toThrow(/offline/);
    isOnline = true;
    await init();
    expect(createInstance().abi_version()).toBe(1);
  });

  test.each<[string, () => unknown]>([
    ["a URL as text", () => "https://example.org/schedules.wasm"],
    ["a URL", () => new URL("https://example.org/schedules.wasm")],
    ["a response", () => new Response(bytes)],
    ["a promise of a response", () => Promise.resolve(new Response(bytes))],
    ["bytes", () => bytes],
    ["an ArrayBuffer", () => Uint8Array.from(bytes).buffer],
    ["a module", () => new WebAssembly.Module(bytes)],
  ])("init takes %s", async (_, source) => {
    const { init, createInstance } = await browserLoader(answer);
    await init(source() as never);
    expect(createInstance().abi_version()).toBe(1);
  });

  test("a promise that is rejected is a ModuleLoadError", async () => {
    const { init, ModuleLoadError } = await browserLoader();
    const attempt = init(Promise.reject(new TypeError("fetch failed")));
    await expect(attempt).rejects.toThrow(ModuleLoadError);
    await expect(attempt).rejects.toThrow(/fetch failed/);
  });

  test("a promise that nobody waits for may be rejected", async () => {
    const unhandled = vi.fn();
    const listeners = process.listeners("unhandledRejection");
    process.removeAllListeners("unhandledRejection").on("unhandledRejection", unhandled);
    try {
      const reject = () => Promise.reject(new TypeError("fetch failed"));
      const { init } = await browserLoader(answer);
      const loading = init();
      await init(reject());
      await loading;
      await init(reject());
      vi.spyOn(WebAssembly, "validate").mockReturnValue(false);
      const { init: initWithoutSimd, SimdUnavailableError } = await browserLoader(answer);
      await expect(initWithoutSimd(reject())).rejects.toThrow(SimdUnavailableError);
      await new Promise((resolve) => setTimeout(resolve));
    } finally {
      process.removeAllListeners("unhandledRejection");
      for (const listener of listeners) process.on("unhandledRejection", listener);
    }
    expect(unhandled).not.toHaveBeenCalled();
  });

  test("initSync takes bytes or a module, once", async () => {
    for (const source of [bytes, new WebAssembly.Module(bytes)]) {
      const { initSync, createInstance } = await browserLoader();
      initSync(source);
      initSync(new Uint8Array(1));
      expect(createInstance().abi_version()).toBe(1);
    }
  });
});

describe("two modules", () => {
  test("init loads those that the imported code uses", async () => {
    const files = (requests: readonly string[]) => requests.map((url) => url.split("/").at(-1)).sort();
    const own = (url: URL | string) =>
      Promise.resolve(new Response(readFileSync(new URL(String(url).split("/").at(-1) as string, kernels))));
    const sampling = await browserLoader(own);
    await import("../src/sample/sample.js");
    await (await import("../src/module/modules.js")).init();
    expect(files(sampling.requests)).toEqual(["schedules.wasm"]);
    const all = await browserLoader(own);
    const { AdamW, init } = await import("../src/index.js");
    await init();
    expect(files(all.requests)).toEqual(["optimizers.wasm", "schedules.wasm"]);
    expect(new AdamW([1]).engine).toBe("wasm");
  });

  test("init and initSync take a source for each, by name", async () => {
    const { AdamW, init, initSync, NotInitializedError } = await browserLoader().then(
      () => import("../src/index.js"),
    );
    expect(() => new AdamW([1], { engine: "wasm" })).toThrow(NotInitializedError);
    initSync({ optimizers: readFileSync(new URL("optimizers.wasm", kernels)) });
    expect(new AdamW([1]).engine).toBe("wasm");
    await init({ schedules: bytes });
    await expect(init({ kernels: bytes } as never)).rejects.toThrow(/sources must be an object with/);
    expect(() => initSync(bytes as never)).toThrow(/sources must be an object with/);
  });

  test("one is not the other", async () => {
    const { init, ModuleLoadError } = await browserLoader().then(() => import("../src/index.js"));
    await expect(init({ optimizers: bytes })).rejects.toThrow(ModuleLoadError);
  });
});

describe("what is no module of ours", () => {
  const empty = Uint8Array.of(0, 0x61, 0x73, 0x6d, 1, 0, 0, 0);

  test.each<[string, () => unknown]>([
    ["bytes that are no module", () => Uint8Array.of(1, 2, 3)],
    ["a module without our exports", () => empty],
    ["another module, compiled", () => new WebAssembly.Module(empty)],
  ])("%s is a ModuleLoadError, and the loader can still be used", async (_, source) => {
    const { init, initSync, createInstance, ModuleLoadError } = await browserLoader();
    expect(() => initSync(source() as never)).toThrow(ModuleLoadError);
    await expect(init(source() as never)).rejects.toThrow(ModuleLoadError);
    await init(bytes);
    expect(createInstance().abi_version()).toBe(1);
  });

  test("an answer that is an error page is a ModuleLoadError", async () => {
    const { init, ModuleLoadError } = await browserLoader(() =>
      Promise.resolve(new Response("no", { status: 404 })),
    );
    await expect(init()).rejects.toThrow(ModuleLoadError);
    await expect(init()).rejects.toThrow(/404/);
  });

  test("another source is an InvalidArgumentError", async () => {
    const { init, initSync } = await browserLoader();
    // The class of this file's import: resetModules made another one for the loader.
    await expect(init(3 as never)).rejects.toMatchObject({
      name: InvalidArgumentError.name,
      argument: "source",
    });
    expect(() => initSync("schedules.wasm" as never)).toThrow(/source must be the bytes/);
  });
});

describe("without SIMD", () => {
  test("wasm is a clear error, auto takes the host, and the bits are the same", async () => {
    vi.spyOn(WebAssembly, "validate").mockReturnValue(false);
    const { createInstance, init, initSync, engineInfo, resolveEngine, hasSimd, SimdUnavailableError } =
      await freshLoader();
    const { AdamW } = await import("../src/optimizers/index.js");
    expect(hasSimd()).toBe(false);
    expect(createInstance).toThrow(SimdUnavailableError);
    expect(() => initSync(bytes)).toThrow(SimdUnavailableError);
    await expect(init()).rejects.toThrow(SimdUnavailableError);
    expect(() => resolveEngine("wasm")).toThrow(/engine: "auto" or "host"/);
    expect(engineInfo()).toMatchObject({
      engine: "host",
      simd: false,
      reason: expect.stringContaining("SIMD"),
    });
    expect(() => new AdamW([1], { engine: "wasm" })).toThrow(SimdUnavailableError);
    const fallback = new AdamW([1000], {});
    expect(fallback.engine).toBe("host");
    fallback.step({ grads: [new Float32Array(1000).fill(0.25)] });

    vi.restoreAllMocks();
    await freshLoader();
    const again = await import("../src/optimizers/index.js");
    const fast = new again.AdamW([1000], { engine: "wasm" });
    fast.step({ grads: [new Float32Array(1000).fill(0.25)] });
    expect(fast.params).toEqual(fallback.params);
  });
});

describe("reserve", () => {
  test("gives zeroed, aligned arrays that don't touch, in memory that grows once", async () => {
    const { createInstance, reserve } = await freshLoader();
    const instance = createInstance();
    const own = instance.memory.buffer.byteLength;
    const sizes = [4, 0, 1000, 65_537];
    const addresses = reserve(instance, sizes, "");
    for (const [i, address] of addresses.entries()) {
      expect(address % 64).toBe(0);
      expect(address).toBeGreaterThanOrEqual(
        i === 0 ? own : (addresses[i - 1] as number) + (sizes[i - 1] as number),
      );
      expect(new Uint8Array(instance.memory.buffer, address, sizes[i]).every((byte) => byte === 0)).toBe(
        true,
      );
    }
    const again = reserve(instance, [8], "");
    expect(again[0]).toBeGreaterThanOrEqual((addresses[3] as number) + 65_537);
  });

  test("refuses what 32 bits don't reach, and keeps nothing", async () => {
    const { createInstance, reserve } = await freshLoader();
    const instance = createInstance();
    const before = instance.memory.buffer.byteLength;
    expect(() => reserve(instance, [2 ** 31, 2 ** 31], "use less")).toThrow(
      expect.objectContaining({
        name: OutOfMemoryError.name,
        message: expect.stringMatching(/that fit; use less$/),
      }),
    );
    expect(instance.memory.buffer.byteLength).toBe(before);
  });

  test("leaves the advice to those who ask: samples know nothing of optimizers", async () => {
    await freshLoader();
    const { sampleArray } = await import("../src/sample/sample.js");
    expect(() => sampleArray(1e9)).toThrow(/that fit; sample fewer values at a time$/);
  });
});
