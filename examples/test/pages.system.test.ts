/** Builds the pages with Vite and trains in Chromium, in the library's memory, with and without threads. */
import { join } from "node:path";
import { expect, it } from "vitest";
import { sampled } from "../../packages/core/test/support/random-cases.js";
import { usePages } from "../../tests/support/pages.js";
import { repository } from "../../tests/support/repository.js";
import { describeWith } from "../../tests/support/requirements.js";

const pages = ["tfjs", "jax"] as const;

describeWith("chromium", "the pages", (executablePath) => {
  const configFile = join(repository, "examples/pages/vite.config.ts");
  const built = usePages(executablePath, { configFile, logLevel: "error" });

  const openings = pages.flatMap((name) =>
    (["plain", "shared"] as const).map((memory) => [name, memory] as const),
  );
  it.each(sampled(openings, 4))("%s trains in %s memory", async (name, memory) => {
    const page = await built.newPage();
    const errors: Error[] = [];
    page.on("pageerror", (error) => errors.push(error));
    await page.goto(`${built.addressOf(memory === "shared")}${name}.html`);
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
