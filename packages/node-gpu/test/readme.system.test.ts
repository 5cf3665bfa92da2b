/** Runs the checkpoint of the README, which needs a device and so does not run with the other snippets. */

import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as core from "@anneal/core";
import { afterAll, expect, it } from "vitest";
import * as nodeGpu from "../src/index.js";
import { describeWithGpu } from "./support/device.js";

const readme = readFileSync(new URL("../README.md", import.meta.url), "utf8");
const [, code = ""] = /```ts no-run\n([^`]*checkpointToJSON[\s\S]*?)```/.exec(readme) ?? [];

await describeWithGpu("the checkpoint of the README", (gpu) => {
  const folder = mkdtempSync(join(tmpdir(), "anneal-readme-"));
  afterAll(() => rmSync(folder, { recursive: true }));

  it("continues with the same bits", async () => {
    const values = [Float32Array.of(1, -2, 3), Float32Array.of(0.5)];
    const grads = () => [Float32Array.of(0.1, 2, -3), Float32Array.of(7)];
    const [lr, sources] = [0.1, [3, 1]];
    const optimizer = await nodeGpu.createAdamW(gpu, values, { lr });
    await optimizer.step({ grads: grads() });
    // The statements are JavaScript; their imports become parameters.
    const statements = code.replace(/^import .*$/gm, "").replaceAll("run.json", join(folder, "run.json"));
    const names = { readFileSync, writeFileSync, ...core, ...nodeGpu, gpu, optimizer, lr, sources };
    const body = `return (async () => { ${statements}\nreturn resumed; })();`;
    const make = new Function(...Object.keys(names), body);
    const resumed: typeof optimizer = await make(...Object.values(names));
    for (const each of [optimizer, resumed]) await each.step({ grads: grads() });
    expect((await resumed.read()).params).toEqual((await optimizer.read()).params);
    expect(await resumed.stateDict()).toEqual(await optimizer.stateDict());
    for (const each of [optimizer, resumed]) each.dispose();
  });
});
