/** The packages in Chromium, from a Vite build: on the page, in a worker, and where there is no SIMD. */

import { readdirSync } from "node:fs";
import { join } from "node:path";
import type { Page } from "playwright-core";
import { expect, it } from "vitest";
import { blobAfterFour, createRun } from "./browser/checkpoint.js";
import { predict } from "./browser/forecast.js";
import { COUNTS, schedule } from "./browser/jax.js";
import type {} from "./browser/page.js";
import { work } from "./browser/work.js";
import { usePages } from "./support/pages.js";
import { repository } from "./support/repository.js";
import { describeWith } from "./support/requirements.js";

/** The strictest policy that allows WebAssembly at all: no inline code, no eval, nothing from elsewhere. */
const policy = "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'";

describeWith("chromium", "a page built by Vite", (executablePath) => {
  const pages = usePages(
    executablePath,
    {
      root: join(repository, "tests/browser"),
      configFile: false,
      logLevel: "warn",
      build: { target: "es2022" },
      worker: { format: "es" },
    },
    { headers: { "Content-Security-Policy": policy } },
  );

  /** A new page with the build, after `prepare` has run in it; what it complains about fails the test. */
  async function open(prepare: () => void = () => {}, isIsolated = false): Promise<Page> {
    const page = await pages.newPage();
    page.on("pageerror", (error) => {
      throw error;
    });
    await page.addInitScript(prepare);
    await page.goto(pages.addressOf(isIsolated));
    await page.waitForFunction(() => globalThis.anneal !== undefined);
    return page;
  }

  it("ships each module once, beside the scripts", () => {
    const files = readdirSync(pages.folder, { recursive: true }).map(String);
    const names = files.flatMap((file) => file.match(/(\w+)[-.\w]*\.wasm$/)?.[1] ?? []);
    expect(names.sort()).toEqual(["forecast", "optimizers", "schedules"]);
  });

  it("predicts losses in WebAssembly and in TypeScript, and loads that module for nothing else", async () => {
    const page = await open();
    const requests: string[] = [];
    page.on("request", (request) => requests.push(request.url()));
    expect(await page.evaluate(() => anneal.load())).toBeNull();
    await page.evaluate(() => anneal.work());
    expect(requests.filter((url) => url.includes("forecast"))).toEqual([]);
    const { losses } = await predict(true);
    expect(await page.evaluate(() => anneal.predict(false))).toEqual({ engine: "host", losses });
    expect(await page.evaluate(() => anneal.predict(true))).toEqual({ engine: "wasm", losses });
    expect(requests.filter((url) => url.endsWith(".wasm") && url.includes("forecast"))).toHaveLength(1);
  });

  it("computes in WebAssembly what the host computes, bit for bit", async () => {
    const page = await open();
    expect(await page.evaluate(() => anneal.load())).toBeNull();
    const outcome = await page.evaluate(() => anneal.work());
    expect(outcome.engine).toBe("wasm");
    expect(outcome).toEqual({ ...work("host"), engine: "wasm" });
  });

  it("does the same in a worker", async () => {
    const page = await open();
    const outcome = await page.evaluate(() => anneal.workInWorker());
    expect(outcome).toEqual({ ...work("host"), engine: "wasm" });
  });

  it("shares steps with a worker where the page is isolated, and ends it", async () => {
    const page = await open(() => {}, true);
    expect(await page.evaluate(() => anneal.load())).toBeNull();
    let workers = 0;
    page.on("worker", () => workers++);
    const outcome = await page.evaluate(() => anneal.workInThreads());
    expect(outcome).toMatchObject({ refusal: null, threads: 2, differences: 0 });
    expect(outcome.auto > 1).toBe(outcome.reason === null);
    expect(workers).toBe(1);
    await expect.poll(() => page.workers().length, { timeout: 20_000 }).toBe(0);
  });

  it("says why there is one thread where the page is not isolated", async () => {
    const page = await open();
    expect(await page.evaluate(() => anneal.load())).toBeNull();
    expect(await page.evaluate(() => anneal.workInThreads())).toMatchObject({
      auto: 1,
      reason: expect.stringContaining("cross-origin isolated"),
      refusal: "ThreadsUnavailableError",
    });
  });

  it("takes a Float16Array without a dtype, with gradients of its class", async () => {
    const page = await open();
    for (const [values, name, refusal] of await page.evaluate(() => anneal.stepFloat16())) {
      expect(values).toEqual([0.5, 2.5]);
      expect(name).toBe("Float16Array");
      expect(refusal).toContain("a Float16Array of 2 values");
    }
  });

  it("keeps checkpoints in blobs and in its own file system, with the bytes of Node", async () => {
    const page = await open();
    expect(await page.evaluate(() => anneal.load())).toBeNull();
    const kept = await page.evaluate(() => anneal.keepCheckpoints());
    expect(kept.engine).toBe("wasm");
    const blob = await blobAfterFour("host");
    const bytes = Buffer.from(await blob.arrayBuffer());
    expect(Buffer.from(kept.bytes).equals(bytes)).toBe(true);
    const run = createRun("host");
    for (let t = 0; t < 6; t++) run.step();
    const expected = [...(run.parts.optimizer.params[0] as Float32Array)];
    expect(kept.resumed).toEqual([expected, expected, expected]);
    expect(kept.cutOff).toBe(
      `file.size: is ${blob.size - 1}, but the tensors end at ${blob.size}: it is cut off`,
    );
    expect(kept.failed).toEqual([
      "w[5] must be finite, or saved with allowNonFinite: true; got NaN",
      blob.size,
      blob.size,
    ]);
  });

  it("trains with jax-js, with a schedule in its one trace", async () => {
    const page = await open();
    const { traces, firstLoss, lastLoss, rates } = await page.evaluate(() => anneal.trainWithJax());
    expect(traces).toBe(1);
    expect(firstLoss).toBeGreaterThan(0.4);
    expect(lastLoss).toBeLessThan(0.1);
    for (const [i, count] of COUNTS.entries()) {
      expect(Math.abs((rates[i] as number) - schedule(count))).toBeLessThanOrEqual(0.05 * 1e-6);
    }
  });

  it("computes the same in TypeScript before the module is loaded", async () => {
    const page = await open();
    expect(await page.evaluate(() => anneal.work())).toEqual(work("host"));
  });

  it("says that SIMD is missing, and computes the same in TypeScript", async () => {
    const page = await open(() => {
      WebAssembly.validate = () => false;
    });
    expect(await page.evaluate(() => anneal.load())).toBe("SimdUnavailableError");
    expect(await page.evaluate(() => anneal.work())).toEqual(work("host"));
  });
});
