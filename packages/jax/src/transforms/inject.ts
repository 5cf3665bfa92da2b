/** Hyperparameters in the state: to be read, logged and changed between steps without a new trace. */
import { InvalidArgumentError } from "@anneal/core";
import { finiteNumber, isRecord } from "@anneal/core/internal";
import { numpy as np } from "@jax-js/jax";
import { computedOnce } from "./scalars.js";
import { firstCount, nextCount } from "./trees.js";
import type { GradientTransformation, ScalarOrSchedule, Tree } from "./types.js";

/** What the factory gets for each hyperparameter: something that every transformation takes in place of a schedule. */
export type Injected<Name extends string> = { readonly [Each in Name]: (count: np.Array) => np.Array };

/**
 * The transformation that `factory` makes of hyperparameters, with their values in the state.
 * State: `{ count, hyperparams, inner }`. A number stays what the state says, so it can be changed between steps; the
 * value of a schedule is written at each step, and is the one that the step used.
 * @param hyperparams Numbers, and schedules of the count of updates. They go where a transformation takes a schedule:
 * rates and weight decays. What has to be a number, such as `b1`, `eps` or `maxNorm`, is checked and folded into the
 * trace; there an injected one is an InvalidArgumentError from `init`.
 */
export function injectHyperparams<Name extends string>(
  factory: (hyperparams: Injected<Name>) => GradientTransformation,
  hyperparams: Readonly<Record<Name, ScalarOrSchedule>>,
): GradientTransformation {
  if (!isRecord(hyperparams)) {
    throw new InvalidArgumentError("hyperparams", hyperparams, "an object of numbers and schedules");
  }
  const given = Object.entries<ScalarOrSchedule>(hyperparams).map(([name, value]) => {
    if (typeof value === "function") return { name, value, first: null };
    return { name, value: null, first: finiteNumber(`hyperparams.${name}`, value) };
  });

  return {
    init(params) {
      // First, since it may refuse what it is given.
      const unused = given.map(({ name }) => [name, () => np.array(0, { dtype: np.float32 })]);
      const transformation = factory(Object.fromEntries(unused));
      const held = given.map(({ name, value, first }) => [
        name,
        value === null ? np.array(first ?? 0, { dtype: np.float32 }) : value(firstCount()),
      ]);
      return {
        count: firstCount(),
        hyperparams: Object.fromEntries(held),
        inner: transformation.init(params),
      };
    },
    update(updates, state, params, extra) {
      const { count, hyperparams: before, inner } = state as InjectState;
      const values: Record<string, np.Array> = {};
      for (const { name, value } of given) {
        const kept = before[name] as np.Array;
        if (value !== null) kept.dispose();
        values[name] = value === null ? kept : computedOnce(value(count.ref));
      }
      const borrowed = Object.entries(values).map(([name, value]) => [
        name,
        (unused: np.Array) => {
          unused.dispose();
          return value.ref;
        },
      ]);
      const [changed, after] = factory(Object.fromEntries(borrowed)).update(updates, inner, params, extra);
      return [changed, { count: nextCount(count), hyperparams: values, inner: after }];
    },
  };
}

type InjectState = { count: np.Array; hyperparams: { [name: string]: np.Array }; inner: Tree };
