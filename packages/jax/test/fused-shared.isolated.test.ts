/** jax-js over a memory that it shares with threads, as on isolated pages: fused steps in place, with the bits of copies. */
import { readFileSync } from "node:fs";
import { AdamW, Lion } from "@anneal/core";
import type { FusedOptimizer } from "@anneal/jax/fused";
import { beforeAll, describe, expect, test, vi } from "vitest";
import { gradient } from "../../core/test/support/rules.js";

type Jax = typeof import("@jax-js/jax");
type Fused = typeof import("@anneal/jax/fused");

const file = new URL("../../wasm/module/optimizers.wasm", import.meta.url);
const LENGTHS = [5, 1_000, 6_001];

/** With a constructor of workers, jax-js shares its memory. These workers never answer; reading synchronously needs none. */
class Silent {
  postMessage(): void {}
}
Object.assign(globalThis, { Worker: Silent });

/** Fresh modules of anneal, which find the memory and load the kernels once. jax-js is the same for all. */
async function load(hasKernels: boolean): Promise<{ jax: Jax; fused: Fused }> {
  vi.resetModules();
  const { initSync } = await import("@anneal/wasm");
  // A compiled module has no twin for shared memory.
  if (!hasKernels) initSync({ optimizers: new WebAssembly.Module(readFileSync(file)) });
  const jax = await import("@jax-js/jax");
  const fused = await import("@anneal/jax/fused");
  await jax.init("wasm");
  jax.defaultDevice("wasm");
  return { jax, fused };
}

describe.each([true, false])("with kernels for shared memory: %s", (hasKernels) => {
  let jax: Jax;
  let fused: Fused;
  beforeAll(async () => {
    ({ jax, fused } = await load(hasKernels));
  });

  test.each([
    ["AdamW", { lr: 0.01, weightDecay: 0.1 }, AdamW, "fusedAdamW"],
    ["Lion", { lr: 0.01, state: "8bit" }, Lion, "fusedLion"],
  ] as const)("%s has the bits of plain arrays, while the memory grows", (_, options, Plain, name) => {
    const { numpy: np, tree } = jax;
    const optimizer = fused[name](options as never) as FusedOptimizer;
    const plain = LENGTHS.map((length, i) => gradient(length, i));
    const reference = new Plain(
      plain.map((values) => values.slice()),
      { ...options, memory: "resident" } as never,
    );
    let params = plain.map((values) => np.array(values.slice() as Float32Array<ArrayBuffer>));
    const kept = params.map((array) => array.ref);
    const held = [];
    for (let step = 0; step < 4; step++) {
      const grads = LENGTHS.map((length, i) => gradient(length, 10 * step + i) as Float32Array<ArrayBuffer>);
      reference.step({ grads: grads.map((values) => values.map((value) => 2 * value)) });
      // Computed by jax-js in its memory when the step asks for them.
      params = optimizer.step(
        params,
        grads.map((values) => np.array(values).mul(2)),
      );
      held.push(np.ones([500_000]).mul(step));
      held.at(-1)?.ref.dataSync();
    }
    for (const [i, array] of params.entries()) expect(array.ref.dataSync()).toEqual(reference.params[i]);
    for (const [i, array] of kept.entries()) expect(array.ref.dataSync()).toEqual(plain[i]);
    expect(optimizer.updateInfo).toEqual({
      inPlace: hasKernels,
      reason: hasKernels ? null : expect.stringContaining("shared memory"),
    });
    tree.dispose([params, kept, held]);
    optimizer.dispose();
  });

  test("refuses gradients that threads are still computing, with nothing changed", async () => {
    const { numpy: np, tree } = jax;
    const optimizer = fused.fusedAdamW();
    const params = np.array(gradient(1_000, 0) as Float32Array<ArrayBuffer>);
    const gradients = np.array(gradient(1_000, 1) as Float32Array<ArrayBuffer>).mul(2);
    // Reading asynchronously gives the work to the threads.
    void gradients.ref.data();
    // jax-js prepares the work before it does.
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(() => optimizer.step(params, gradients)).toThrow(
      /^gradients must be computed: await blockUntilReady/,
    );
    expect(optimizer.stepCount).toBe(0);
    expect(params.ref.dataSync()).toEqual(gradient(1_000, 0));
    tree.dispose(params);
    optimizer.dispose();
  });
});
