/** Builds the pages with Vite and trains in Chromium, in the library's memory, with and without threads. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Browser, chromium } from "playwright-core";
import { build, type PreviewServer, preview } from "vite";
import { afterAll, beforeAll, expect, it } from "vitest";
import { sampled } from "../../packages/core/test/support/random-cases.js";
import { repository } from "../../tests/support/repository.js";
import { describeWith } from "../../tests/support/requirements.js";

const pages = ["tfjs", "jax"] as const;
/** The headers of cross-origin isolation, which shared memory and threads require. */
const isolation = {
  "Cross-Origin-Opener-Policy": "same-origin",
  "Cross-Origin-Embedder-Policy": "require-corp",
};

describeWith("chromium", "the pages", (executablePath) => {
  const configFile = join(repository, "examples/pages/vite.config.ts");
  const outDir = mkdtempSync(join(tmpdir(), "anneal-pages-"));
  const servers: PreviewServer[] = [];
  let browser: Browser;

  beforeAll(async () => {
    await build({ configFile, logLevel: "error", build: { outDir, emptyOutDir: true } });
    for (const headers of [{}, isolation]) {
      const options = { host: "127.0.0.1", port: 0, headers };
      servers.push(await preview({ configFile, logLevel: "error", build: { outDir }, preview: options }));
    }
    browser = await chromium.launch({ executablePath, args: ["--no-sandbox"] });
  }, 120_000);
  afterAll(async () => {
    await browser?.close();
    for (const server of servers) await server.close();
    rmSync(outDir, { recursive: true, force: true });
  });

  // In `npm test` each page is opened once, with one of the memories.
  const openings = pages.flatMap((name, i) =>
    sampled(["plain", "shared"] as const, 2, i).map((memory) => [name, memory] as const),
  );
  it.each(openings)("%s trains in %s memory", async (name, memory) => {
    const page = await browser.newPage();
    const errors: Error[] = [];
    page.on("pageerror", (error) => errors.push(error));
    const server = servers[memory === "plain" ? 0 : 1] as PreviewServer;
    const { port } = server.httpServer.address() as { port: number };
    await page.goto(`http://127.0.0.1:${port}/${name}.html`);
    const data = () => document.body.dataset;
    await page
      .waitForFunction(() => document.body.dataset.losses !== undefined, null, { timeout: 60_000 })
      .catch((error: Error) => {
        throw errors[0] ?? error;
      });
    const { losses = "[]", inPlace } = await page.evaluate(data);
    const all = JSON.parse(losses) as number[];
    expect(await page.evaluate(() => crossOriginIsolated)).toBe(memory === "shared");
    expect(inPlace).toBe("true");
    expect(all.at(-1)).toBeLessThan(0.2 * (all[0] as number));
    expect(await page.textContent("#status")).toMatch(/Updated in place\.$/);
    await page.close();
  });
});
