/** Goes on from the state of PyTorch's AdamW with ours, on both engines. */
import type { OptimizerState } from "@anneal/core";
import {
  firstDifference,
  type OptimizerConstructor,
  type OptimizerEngine,
  optimizerEngines,
} from "./engines.js";
import { classOf, decodeFloats, isSupported } from "./optimizers.js";
import { attempt, describeDeviation, type Outcome } from "./outcome.js";
import type { OptimizerStateCase, SavedTensor } from "./state-dict-case.js";
import { optimizerTolerance } from "./tolerances.js";

export function runOptimizerState(library: string, golden: OptimizerStateCase, index: number): Outcome {
  const place = `${library}/${golden.name}`;
  if (library !== "torch" || !isSupported(golden.name)) {
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
  const Class = classOf(golden.name, engine) as OptimizerConstructor;
  const groups = saved.param_groups.map((group) => ({
    params: group.params.map((index) => decodeFloats(params[index] as string)),
  }));
  const optimizer = new Class(groups, { amsgrad, maximize });
  try {
    optimizer.loadStateDict(stateOf(golden));
    for (const step of grads.slice(done)) optimizer.step({ grads: step.map(decodeFloats) });
    return optimizer.params.map((values) => Float32Array.from(values));
  } finally {
    optimizer.dispose();
  }
}

/** PyTorch's `state_dict()` of Adam or AdamW as the state of our optimizers. */
function stateOf({
  name,
  state_dict: { state, param_groups: groups },
  steps_before_save: step,
}: OptimizerStateCase): OptimizerState {
  const tensor = (value: SavedTensor | number | undefined) => decodeFloats((value as SavedTensor).b64);
  return {
    format: "anneal/optimizer",
    version: 1,
    step,
    mode: "train",
    maximize: groups[0]?.maximize ?? false,
    groups: groups.map(
      ({
        lr,
        initial_lr: initialLr = null,
        betas,
        eps,
        weight_decay: weightDecay,
        amsgrad,
        params,
        ...rest
      }) => ({
        rule: name,
        flags:
          name === "Adam"
            ? { amsgrad, decoupledWeightDecay: rest.decoupled_weight_decay ?? false, cautious: false }
            : { amsgrad, cautious: false },
        lr,
        initialLr,
        betas,
        eps,
        weightDecay,
        step,
        carried: {},
        params: params.length,
      }),
    ),
    params: groups.flatMap(({ params }) =>
      params.map((index) => {
        const {
          step: count,
          exp_avg: expAvg,
          exp_avg_sq: expAvgSq,
          max_exp_avg_sq: largest,
        } = state[index] ?? {};
        const moments = { expAvg: tensor(expAvg), expAvgSq: tensor(expAvgSq) };
        return {
          name: null,
          shape: [moments.expAvg.length],
          step: Number(count),
          carried: {},
          slots: largest === undefined ? moments : { ...moments, maxExpAvgSq: tensor(largest) },
        };
      }),
    ),
    carried: {},
  };
}

/** The element that is furthest from PyTorch's, where that is too far. */
function difference(index: number, ours: Float32Array | undefined, theirs: Float32Array): string[] {
  const largest = Math.max(...theirs.map(Math.abs));
  const toleranceAt = (i: number) =>
    optimizerTolerance({ name: "AdamW", steps: 6 }, largest, theirs[i] as number);
  const wrong = theirs.findIndex(
    (value, i) => !(Math.abs((ours?.[i] ?? Number.NaN) - value) <= toleranceAt(i)),
  );
  if (wrong < 0) return [];
  const tolerance = toleranceAt(wrong);
  const [expected, got] = [theirs[wrong] as number, ours?.[wrong] ?? Number.NaN];
  return [describeDeviation({ where: `parameter ${index}, element ${wrong}`, expected, got, tolerance })];
}
