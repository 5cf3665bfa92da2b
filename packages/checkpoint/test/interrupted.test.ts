/** A checkpoint repairs an optimizer whose update was interrupted by the loss of a worker thread. */
import { loadCheckpoint, saveCheckpoint } from "@anneal/checkpoint";
import {
  adamw,
  InterruptedUpdateError,
  LRScheduler,
  Optimizer,
  type OptimizerOptions,
  type ParameterDtype,
  warmupCosine,
} from "@anneal/core";
import { expect, it } from "vitest";
import { sampled } from "../../core/test/support/random-cases.js";
import { gradient } from "../../core/test/support/rules.js";
import { dyingPool, engineOn, ready } from "../../wasm/test/support/pools.js";
import { MemoryFile } from "./support/memory-file.js";

const LENGTH = 50_000;
const curve = warmupCosine({ peak: 0.1, warmupSteps: 3, totalSteps: 20 });

function createRun(options: OptimizerOptions<typeof adamw>, pool: ReturnType<typeof dyingPool> | null) {
  const optimizer = new Optimizer<typeof adamw, ParameterDtype>(
    adamw,
    [{ name: "w", values: gradient(LENGTH, 1) }],
    { ...options, memory: "resident" },
    pool === null ? undefined : engineOn(pool),
  );
  return { optimizer, schedulers: [new LRScheduler(optimizer, curve)] };
}

it.each(sampled([{}, { state: "8bit" }, { state: "bf16" }] as const, 3))(
  "loadCheckpoint repairs an optimizer with %j",
  async (options) => {
    const grads = [gradient(LENGTH, 2)];
    const whole = createRun(options, null);
    whole.schedulers[0]?.step(whole.optimizer.step({ grads }));
    const file = new MemoryFile();
    await saveCheckpoint(file, whole);

    const pool = dyingPool("inside a block");
    const broken = createRun(options, pool);
    await ready(pool);
    expect(() => {
      for (let i = 0; i < 100_000; i++) broken.optimizer.step({ grads });
    }).toThrow(InterruptedUpdateError);
    await expect(saveCheckpoint(new MemoryFile(), broken)).rejects.toThrow(InterruptedUpdateError);
    const damaged = new MemoryFile(file.bytes.slice());
    damaged.bytes[damaged.size - 5] = (damaged.bytes[damaged.size - 5] as number) ^ 1;
    await expect(loadCheckpoint(damaged, broken)).rejects.toThrow(/checksum/);
    expect(() => broken.optimizer.params).toThrow(InterruptedUpdateError);

    expect(await loadCheckpoint(file, broken)).toEqual({ step: 1, metadata: {} });
    for (const { optimizer, schedulers } of [whole, broken]) schedulers[0]?.step(optimizer.step({ grads }));
    expect(broken.optimizer.params).toEqual(whole.optimizer.params);
    expect(broken.optimizer.stateDict()).toEqual(whole.optimizer.stateDict());
    expect(broken.schedulers[0]?.getLastLr()).toEqual(whole.schedulers[0]?.getLastLr());
    broken.optimizer.dispose();
  },
);
