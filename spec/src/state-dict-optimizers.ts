/** Goes on from the state of PyTorch's AdamW with ours, on both engines. */
import type { AdamState } from "@anneal/core";
import { firstDifference, type OptimizerEngine, optimizerEngines } from "./engines.js";
import { decodeFloats, supportedOptimizers } from "./optimizers.js";
import { attempt, describeDeviation, type Outcome } from "./outcome.js";
import type { OptimizerStateCase, SavedTensor } from "./state-dict-case.js";
import { optimizerTolerance } from "./tolerances.js";

export function runOptimizerState(library: string, golden: OptimizerStateCase, index: number): Outcome {
  const place = `${library}/${golden.name}`;
  if (library !== "torch" || !supportedOptimizers.includes(golden.name)) {
    return { status: "skipped", what: `state of ${place}` };
  }
  return attempt(`state of ${place} ${index}`, () => {
    const host = resume(golden, optimizerEngines.host);
    const module = resume(golden, optimizerEngines.module);
    const bits = host.flatMap((values, i) =>
      firstDifference(values, module[i] ?? []) < 0 ? [] : [`parameter ${i} has other bits on the module`],
    );
    return [
      ...bits,
      ...golden.final_after_6.flatMap((final, i) => difference(i, host[i], decodeFloats(final))),
    ];
  });
}

function resume(golden: OptimizerStateCase, engine: OptimizerEngine): readonly Float32Array[] {
  const { state_dict: saved, params_at_save: params, grads, steps_before_save: done } = golden;
  const [first] = saved.param_groups;
  if (first === undefined) throw new Error("the state has no groups");
  const { amsgrad, maximize } = first;
  const Class = golden.name === "Adam" ? engine.Adam : engine.AdamW;
  const groups = saved.param_groups.map((group) => ({
    params: group.params.map((index) => decodeFloats(params[index] as string)),
  }));
  const optimizer = new Class(groups, { amsgrad, maximize });
  try {
    optimizer.loadStateDict(adamState(golden));
    for (const step of grads.slice(done)) optimizer.step({ grads: step.map(decodeFloats) });
    return optimizer.params.map((values) => Float32Array.from(values));
  } finally {
    optimizer.free();
  }
}

/** PyTorch's `state_dict()` as the state of our optimizers. */
function adamState({
  state_dict: { state, param_groups: groups },
  steps_before_save: step,
}: OptimizerStateCase): AdamState {
  const [first] = groups;
  const tensor = (value: SavedTensor | number | undefined) => decodeFloats((value as SavedTensor).b64);
  return {
    format: "anneal/adam",
    version: 1,
    step,
    amsgrad: first?.amsgrad ?? false,
    maximize: first?.maximize ?? false,
    decoupledWeightDecay: first?.decoupled_weight_decay ?? true,
    groups: groups.map(
      ({ lr, initial_lr: initialLr = null, betas, eps, weight_decay: weightDecay, params }) => ({
        lr,
        initialLr,
        betas,
        eps,
        weightDecay,
        params: params.length,
      }),
    ),
    params: groups.flatMap(({ params }) =>
      params.map((index) => {
        const held = state[index] ?? {};
        return {
          step: Number(held.step),
          expAvg: tensor(held.exp_avg),
          expAvgSq: tensor(held.exp_avg_sq),
          maxExpAvgSq: held.max_exp_avg_sq === undefined ? null : tensor(held.max_exp_avg_sq),
        };
      }),
    ),
  };
}

/** The element that is furthest from PyTorch's, where that is too far. */
function difference(index: number, ours: Float32Array | undefined, theirs: Float32Array): string[] {
  const tolerance = optimizerTolerance(undefined, false) * Math.max(...theirs.map(Math.abs));
  const wrong = theirs.findIndex((value, i) => !(Math.abs((ours?.[i] ?? Number.NaN) - value) <= tolerance));
  if (wrong < 0) return [];
  const [expected, got] = [theirs[wrong] as number, ours?.[wrong] ?? Number.NaN];
  return [describeDeviation({ where: `parameter ${index}, element ${wrong}`, expected, got, tolerance })];
}
