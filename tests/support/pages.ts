/** Pages that Vite builds and serves, with and without cross-origin isolation, and Chromium to open them. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Browser, chromium, type Page } from "playwright-core";
import { build, type InlineConfig, type PreviewServer, preview } from "vite";
import { afterAll, beforeAll } from "vitest";

/** With these headers a page may share memory with its workers. */
const isolation = {
  "Cross-Origin-Opener-Policy": "same-origin",
  "Cross-Origin-Embedder-Policy": "require-corp",
};

export interface Pages {
  /** The folder of the build. */
  readonly folder: string;
  newPage(): Promise<Page>;
  /** The address of the pages, with a slash at the end. */
  addressOf(isIsolated: boolean): string;
}

export interface PageOptions {
  /** Headers of all pages. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Arguments of Chromium. */
  readonly flags?: readonly string[];
}

/** Builds and serves pages for the tests of a suite. */
export function usePages(
  executablePath: string,
  config: InlineConfig,
  { headers = {}, flags = [] }: PageOptions = {},
): Pages {
  const folder = mkdtempSync(join(tmpdir(), "anneal-pages-"));
  const servers: PreviewServer[] = [];
  let browser: Browser;

  beforeAll(async () => {
    await build({ ...config, build: { ...config.build, outDir: folder, emptyOutDir: true } });
    for (const more of [{}, isolation]) {
      const options = { host: "127.0.0.1", port: 0, headers: { ...headers, ...more } };
      servers.push(await preview({ ...config, build: { outDir: folder }, preview: options }));
    }
    browser = await chromium.launch({ executablePath, args: ["--no-sandbox", ...flags] });
  }, 120_000);
  afterAll(async () => {
    await browser?.close();
    for (const server of servers) await server.close();
    rmSync(folder, { recursive: true, force: true });
  });

  return {
    folder,
    newPage: () => browser.newPage(),
    addressOf(isIsolated) {
      const server = servers[isIsolated ? 1 : 0] as PreviewServer;
      const { port } = server.httpServer.address() as { port: number };
      return `http://127.0.0.1:${port}/`;
    },
  };
}
