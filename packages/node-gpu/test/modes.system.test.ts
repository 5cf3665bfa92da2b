/** Schedule-Free on a device: parameters to train on and parameters to evaluate. */
import { adamw, adamwScheduleFree, Optimizer, sgdScheduleFree } from "@anneal/core";
import { expect, it } from "vitest";
import { gradient } from "../../core/test/support/rules.js";
import { createOptimizer, STEP_BOUND } from "../src/index.js";
import { describeWithGpu } from "./support/device.js";
import { apart } from "./support/numbers.js";

const momentum = (step: number) => 0.9 - 0.01 * step;

await describeWithGpu("the modes of an optimizer on a device", (gpu) => {
  it("begin with evaluation, where no step is made", async () => {
    const optimizer = await createOptimizer(gpu, sgdScheduleFree, [4], { lr: 0.1 });
    expect(optimizer.mode).toBe("eval");
    await expect(optimizer.step()).rejects.toThrow("call train() first");
    expect(optimizer.stepCount).toBe(0);
    await optimizer.train();
    await optimizer.step();
    expect(optimizer.mode).toBe("train");
    expect((await optimizer.stateDict()).mode).toBe("train");
    optimizer.dispose();
  });

  it("are switched between steps that are not awaited, as on the host", async () => {
    const start = { param: gradient(70, 1), shape: [7, 10] };
    const options = { lr: 0.1, momentum, warmupSteps: 3 };
    const host = new Optimizer(sgdScheduleFree, [{ shape: [7, 10], values: start.param }], options);
    const optimizer = await createOptimizer(gpu, sgdScheduleFree, [start], options);
    const grads = [gradient(70, 2)];
    optimizer.writeGradients(grads);
    const done: Promise<void>[] = [];
    for (const mode of ["train", "eval", "train", "train", "eval"] as const) {
      host[mode]();
      done.push(optimizer[mode]());
      if (mode === "eval") continue;
      for (let k = 0; k < 3; k++) host.step({ grads });
      done.push(optimizer.step({ steps: 3 }));
    }
    await Promise.all(done);
    const { stepCount, params } = await optimizer.read();
    expect([stepCount, optimizer.mode]).toEqual([9, "eval"]);
    const expected = host.params[0] as Float32Array;
    expect(apart(expected, params[0] as Float32Array, 1)).toBeLessThanOrEqual(STEP_BOUND);
    optimizer.dispose();
  });

  it("count the updates of the device, not the requested ones", async () => {
    const options = { lr: 0.1, momentum, nonFinite: "skip" } as const;
    const start = gradient(5, 1);
    const host = new Optimizer(sgdScheduleFree, [start], { ...options, memory: "resident" });
    const optimizer = await createOptimizer(gpu, sgdScheduleFree, [start], options);
    await optimizer.train();
    host.train();
    for (const value of [0.5, Number.NaN, 0.25]) {
      const grads = [new Float32Array(5).fill(value)];
      optimizer.writeGradients(grads);
      host.step({ grads });
      await optimizer.step();
    }
    await optimizer.eval();
    host.eval();
    const { stepCount, params } = await optimizer.read();
    expect(stepCount).toBe(2);
    expect(apart(host.params[0] as Float32Array, params[0] as Float32Array, 1)).toBeLessThanOrEqual(
      STEP_BOUND,
    );
    optimizer.dispose();
  });

  it("are loaded with a state, for the groups that have them", async () => {
    const groups = [{ params: [3] }, { params: [Float32Array.of(1, 2)], rule: adamwScheduleFree }];
    const create = () => createOptimizer(gpu, adamw, groups as never, { lr: 0.1 });
    const first = await create();
    await first.train();
    first.writeGradients([new Float32Array(3).fill(1), Float32Array.of(1, -1)]);
    await first.step({ steps: 4 });
    const saved = await first.stateDict();
    const [, trained] = (await first.read()).params;
    await first.eval();
    const [, evaluated] = (await first.read()).params;
    expect(evaluated).not.toEqual(trained);
    const host = new Optimizer(adamw, [{ params: [3] }, { params: [2], rule: adamwScheduleFree }], {
      lr: 0.1,
    });
    host.params[1]?.set(trained as Float32Array);
    host.loadStateDict(saved);
    expect(host.mode).toBe("train");
    host.eval();
    expect(apart(host.params[1] as Float32Array, evaluated as Float32Array, 1)).toBeLessThanOrEqual(
      STEP_BOUND,
    );
    first.dispose();
  });

  it("have no effect on rules without them", async () => {
    const optimizer = await createOptimizer(gpu, adamw, [Float32Array.of(1)], { lr: 0.1 });
    await optimizer.eval();
    expect(optimizer.mode).toBe("train");
    optimizer.dispose();
  });
});
