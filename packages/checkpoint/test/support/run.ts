/** A small run with everything that a checkpoint can have. */
import { AdamW, LRScheduler, ReduceOnPlateau, warmupCosine } from "@anneal/core";

export function createRun(seed = 0) {
  const values = (length: number, shift: number) =>
    Float32Array.from({ length }, (_, i) => Math.sin(seed + shift + i));
  const optimizer = new AdamW(
    [
      { params: [{ name: "body.weight", shape: [3, 4], values: values(12, 1) }] },
      { params: [{ name: "head.bias", values: values(5, 2) }], weightDecay: 0 },
    ],
    { lr: 0.1, memory: "resident" },
  );
  const rule = new ReduceOnPlateau({ patience: 1, factor: 0.5 });
  const curve = warmupCosine({ peak: 0.1, warmupSteps: 3, totalSteps: 20 });
  const scheduler = new LRScheduler(optimizer, rule.apply(curve));
  const step = (t: number) => {
    for (const [i, grad] of optimizer.grads.entries()) {
      for (let k = 0; k < grad.length; k++) grad[k] = Math.cos(7 * t + 3 * i + k);
    }
    scheduler.step(optimizer.step());
    rule.step(t < 4 ? 1 / (t + 1) : 5, t + 1);
  };
  const parts = { optimizer, schedulers: [scheduler], metricRules: [rule] };
  /** Everything that a refused checkpoint must leave as it was. */
  const snapshot = () =>
    structuredClone([
      optimizer.stateDict(),
      optimizer.params.map((each) => each.slice()),
      scheduler.stateDict(),
      scheduler.getLastLr(),
      rule.stateDict(),
      optimizer.groups.map(({ initialLr }) => initialLr),
    ]);
  return { optimizer, rule, scheduler, step, parts, snapshot };
}
