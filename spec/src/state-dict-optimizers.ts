/** Goes on from the state of PyTorch's AdamW with ours, on both engines. */
import type { OptimizerState } from "@anneal/core";
import {
  firstDifference,
  type OptimizerConstructor,
  type OptimizerEngine,
  optimizerEngines,
} from "./engines.js";
import { camelCase, classOf, decodeFloats, isSupported, translate } from "./optimizers.js";
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
  const Class = classOf(golden.name, engine) as OptimizerConstructor;
  const groups = saved.param_groups.map(({ params: indices, initial_lr: _, ...group }) => ({
    params: indices.map((index) => decodeFloats(params[index] as string)),
    ...ofGroup(group),
  }));
  const [first] = saved.param_groups;
  if (first === undefined) throw new Error("the state has no groups");
  const optimizer = new Class(groups, { ...ofOptimizer(first), memory: "resident" });
  try {
    optimizer.loadStateDict(stateOf(golden, optimizer.stateDict()));
    for (const step of grads.slice(done)) optimizer.step({ grads: step.map(decodeFloats) });
    return optimizer.params.map((values) => Float32Array.from(values));
  } finally {
    optimizer.dispose();
  }
}

/** What PyTorch keeps in groups, and an optimizer here has once. */
const once = new Set(["amsgrad", "maximize", "nesterov", "centered"]);

const ofGroup = (group: object) =>
  pick(group, (name) => !once.has(name) && name !== "decoupled_weight_decay");
const ofOptimizer = (group: object) => pick(group, (name) => once.has(name));

function pick(group: object, wanted: (name: string) => boolean): object {
  return translate(Object.fromEntries(Object.entries(group).filter(([name]) => wanted(name))));
}

/** PyTorch's `state_dict()` as the state of one of our optimizers, which has all but the numbers. */
function stateOf(golden: OptimizerStateCase, empty: OptimizerState): OptimizerState {
  const { state, param_groups: groups } = golden.state_dict;
  const step = golden.steps_before_save;
  const indices = groups.flatMap(({ params }) => params);
  return {
    ...empty,
    step,
    groups: empty.groups.map((group, i) => ({
      ...group,
      initialLr: groups[i]?.initial_lr ?? null,
      step,
    })),
    params: empty.params.map((parameter, i) => {
      const held = state[indices[i] as number] ?? {};
      const values = new Map(Object.entries(held).map(([name, value]) => [camelCase(name), value]));
      const slots = Object.keys(parameter.slots).map((name) => {
        const value = values.get(name) as SavedTensor | undefined;
        if (value === undefined) throw new Error(`the state has no ${name}`);
        return [name, decodeFloats(value.b64)] as const;
      });
      const count = values.get("step");
      return {
        ...parameter,
        step: count === undefined ? step : Number(count),
        slots: Object.fromEntries(slots),
      };
    }),
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
