/** Several memories behind one optimizer, with a limit that is small enough for tests. */
import { adamw, Optimizer as HostOptimizer, lamb } from "@anneal/core";
import type { Engine } from "@anneal/core/optimizer-engine";
import { expect, test } from "vitest";
import { firstDifference } from "../../core/test/support/float32-bits.js";
import { everything, gradient } from "../../core/test/support/rules.js";
import { optimizersModule } from "../src/module/index.js";
import { ThreadedEngine } from "../src/optimizers/threaded-engine.js";
import { wasmEngine } from "../src/optimizers/wasm-engine.js";
import { keepPool, ready } from "./support/pools.js";

const lengths = [20_000, 9_000, 17_000, 12_345];
const arenaBytes = 700_000;

/** The engine with arenas of at most `arenaBytes`. */
const limited = (engine: Engine): Engine => ({
  name: engine.name,
  arenaBytes,
  createArena: (byteLength) => engine.createArena(byteLength),
});

test.each([adamw, lamb])("$name in several memories has the bits of one, with threads too", async (rule) => {
  const { pool, release } = await keepPool(2);
  const twin = optimizersModule.loaded().shared() as WebAssembly.Module;
  const threaded = new ThreadedEngine({ threads: 2, isAutomatic: false }, twin);
  const [one, several, shared] = [wasmEngine, limited(wasmEngine), limited(threaded)].map((engine) => {
    const params = lengths.map((length, i) => gradient(length, i));
    return new HostOptimizer(rule, params, { memory: "resident" }, engine);
  }) as unknown as [HostOptimizer, HostOptimizer, HostOptimizer];
  await ready(pool);
  const buffersOf = (optimizer: HostOptimizer) => new Set(optimizer.params.map(({ buffer }) => buffer)).size;
  expect(buffersOf(one)).toBe(1);
  expect(buffersOf(several)).toBeGreaterThan(1);
  expect(buffersOf(shared)).toBe(buffersOf(several));
  for (let t = 0; t < 2; t++) {
    for (const each of [one, several, shared]) {
      // Clipping scales them in place.
      const grads = lengths.map((length, i) => gradient(length, 10 * t + i));
      each.clipGradNorm(0.7, { grads });
      each.step({ grads });
    }
  }
  expect(firstDifference(everything(one), everything(several))).toBeNull();
  expect(firstDifference(everything(one), everything(shared))).toBeNull();
  const [view] = several.params;
  for (const each of [one, several, shared]) each.dispose();
  expect(view?.length).toBe(0);
  release();
});

test("the limit of a memory leaves room for what belongs to the engine", () => {
  const most = 65_536 * 65_536;
  expect(wasmEngine.arenaBytes).toBeGreaterThan(most - 1_000_000);
  expect(wasmEngine.arenaBytes).toBeLessThan(most);
  const twin = optimizersModule.loaded().shared() as WebAssembly.Module;
  const threaded = new ThreadedEngine({ threads: 64, isAutomatic: false }, twin);
  expect(threaded.arenaBytes).toBeGreaterThan(most - 20_000_000);
  expect(threaded.arenaBytes).toBeLessThan(wasmEngine.arenaBytes as number);
});
