/** anneal beside other libraries on a page in Chromium: in their memories, with and without threads, and on their device. */
import { join } from "node:path";
import type { Page } from "playwright-core";
import { describe, expect, it } from "vitest";
import { isDue, sampled } from "../packages/core/test/support/random-cases.js";
import type {} from "./libraries/page.js";
import { usePages } from "./support/pages.js";
import { repository } from "./support/repository.js";
import { describeWith } from "./support/requirements.js";

/** A device in software, so that results are the same everywhere. */
const software = ["--enable-unsafe-webgpu", "--use-webgpu-adapter=swiftshader"];

describeWith("chromium", "a page with other libraries", (executablePath) => {
  const pages = usePages(
    executablePath,
    {
      root: join(repository, "tests/libraries"),
      configFile: false,
      logLevel: "error",
      // TensorFlow.js passes the text of one of its functions to its threads, where a minified one fails.
      build: { target: "es2022", minify: false, chunkSizeWarningLimit: 5000 },
      worker: { format: "es" },
    },
    { flags: software },
  );

  async function open(isIsolated: boolean): Promise<Page> {
    const page = await pages.newPage();
    page.on("pageerror", (error) => {
      throw error;
    });
    await page.goto(pages.addressOf(isIsolated));
    await page.waitForFunction(() => globalThis.libraries !== undefined);
    expect(await page.evaluate(() => crossOriginIsolated)).toBe(isIsolated);
    return page;
  }

  const memories = [
    ["plain", false],
    ["shared", true],
  ] as const;
  describe.each(sampled(memories, 2))("with a %s memory", (_, isIsolated) => {
    it("updates variables of TensorFlow.js in place, with the bits of plain arrays", async () => {
      const page = await open(isIsolated);
      await page.evaluate(() => libraries.loadKernels());
      const outcome = await page.evaluate(() => libraries.trainWithTfjs());
      const none = { differences: 0, wrongProducts: 0, changed: 0, leaked: 0 };
      expect(outcome).toMatchObject({ inPlace: true, reason: null, isShared: isIsolated, ...none });
      expect(outcome.growths).toBeGreaterThan(0);
      await page.close();
    });

    it("updates arrays of jax-js in place, with the bits of plain arrays", async () => {
      const page = await open(isIsolated);
      await page.evaluate(() => libraries.loadKernels());
      const outcome = await page.evaluate(() => libraries.trainWithJax());
      expect(outcome).toEqual({ inPlace: true, reason: null, differences: 0, changed: 0 });
      await page.close();
    });
  });

  it.runIf(isDue(2, 1))(
    "updates in TypeScript, with the same bits, until the kernels are loaded",
    async () => {
      const page = await open(true);
      expect(await page.evaluate(() => libraries.trainWithJax())).toMatchObject({
        inPlace: false,
        reason: expect.stringContaining("await init()"),
        differences: 0,
      });
      const outcome = await page.evaluate(() => libraries.trainWithTfjs(true));
      expect(outcome).toMatchObject({
        inPlace: true,
        differences: 0,
        wrongProducts: 0,
        changed: 0,
        leaked: 0,
      });
      await page.close();
    },
  );

  it.runIf(isDue(2))(
    "updates copies, with the same bits, if the kernels for shared memory are missing",
    async () => {
      const page = await open(true);
      await page.evaluate(() => libraries.loadKernels(true));
      const none = { inPlace: false, differences: 0, changed: 0 };
      for (const outcome of [
        await page.evaluate(() => libraries.trainWithTfjs()),
        await page.evaluate(() => libraries.trainWithJax()),
      ]) {
        expect(outcome).toMatchObject(none);
        expect(outcome.reason).toMatch(/passed compiled, .* pass its bytes to init or initSync/);
      }
      await page.close();
    },
  );

  it.runIf(isDue(2, 1))("trains with gradients of onnxruntime-web, on its device", async () => {
    const page = await open(false);
    const { losses, weights, expected } = await page.evaluate(() => libraries.trainWithOnnxruntime());
    expect(losses).toHaveLength(40);
    expect(losses.at(-1)).toBeLessThan(0.2 * (losses[0] as number));
    for (const [i, weight] of weights.entries()) expect(weight).toBeCloseTo(expected[i] as number, 4);
    await page.close();
  });
});
