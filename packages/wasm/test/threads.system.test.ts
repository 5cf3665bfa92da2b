/** Worker threads and the process: an idle pool keeps none alive. */
import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { expect, test } from "vitest";

const built = new URL("../dist/index.js", import.meta.url);

/** Runs a program in a process of its own, with flags that workers must not inherit. */
async function run(program: string): Promise<string> {
  const source = `import { AdamW } from ${JSON.stringify(built.href)};
    import { setTimeout } from "node:timers/promises";
    const optimizer = new AdamW([100_000], { engine: "wasm", threads: 3 });
    while (optimizer.threads < 3) { optimizer.step(); await setTimeout(1); }
    optimizer.step();
    ${program}`;
  const { stdout } = await promisify(execFile)(process.execPath, ["--input-type=module", "--eval", source], {
    timeout: 50_000,
  });
  return stdout;
}

test.each([
  ["that has done its work", `console.log("done");`],
  ["that waits no longer than a worker spins", `await setTimeout(50); console.log("done");`],
  ["that ends in the middle", `console.log("done"); process.exit(0);`],
  ["that has freed its optimizer", `optimizer.dispose(); console.log("done");`],
  ["whose optimizer was collected", `console.log("done"); globalThis.optimizer = undefined;`],
])("a process %s ends", async (_, program) => {
  expect(await run(program)).toBe("done\n");
});
