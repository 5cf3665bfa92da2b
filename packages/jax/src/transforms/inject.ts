/** Hyperparameters in the state: to be read, logged and changed between steps without a new trace. */
import { InvalidArgumentError } from "@anneal/core";
import { isRecord } from "@anneal/core/internal";
import { numpy as np } from "@jax-js/jax";
import { checked, initEach, readTransformation } from "./checked.js";
import { computedOnce, readScalar } from "./scalars.js";
import { firstCount, free, needArray, needState, nextCount } from "./trees.js";
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
  if (typeof factory !== "function") {
    throw new InvalidArgumentError("factory", factory, "a function that makes a gradient transformation");
  }
  if (!isRecord(hyperparams)) {
    throw new InvalidArgumentError("hyperparams", hyperparams, "an object of numbers and schedules");
  }
  const given = Object.entries<ScalarOrSchedule>(hyperparams).map(([name, value]) => ({
    name,
    value: readScalar(`hyperparams.${name}`, value),
  }));
  /** The transformation of values that are looked up when it asks for them. */
  const madeOf = (values: Readonly<Record<string, np.Array>>) => {
    const injected = given.map(({ name }) => [
      name,
      (unused: np.Array) => {
        unused.dispose();
        return (values[name] as np.Array).ref;
      },
    ]);
    return readTransformation("factory()", factory(Object.fromEntries(injected)));
  };

  return checked({
    init(params) {
      const [inner] = initEach([[madeOf({}), params as Tree]]) as [Tree];
      const held: Record<string, np.Array> = {};
      try {
        for (const { name, value } of given) {
          held[name] =
            typeof value === "number" ? np.array(value, { dtype: np.float32 }) : value(firstCount());
        }
      } catch (error) {
        for (const left of [inner, held]) free(left);
        throw error;
      }
      free(params as Tree);
      return { count: firstCount(), hyperparams: held, inner };
    },
    update(updates, state, params, extra) {
      const { count, hyperparams: before, inner } = state as InjectState;
      const values: Record<string, np.Array> = {};
      for (const { name, value } of given) {
        const kept = before[name] as np.Array;
        if (typeof value !== "number") kept.dispose();
        values[name] = typeof value === "number" ? kept : computedOnce(value(count.ref));
      }
      const [changed, after] = madeOf(values).update(updates, inner, params, extra);
      return [changed, { count: nextCount(count), hyperparams: values, inner: after }];
    },
    check(updates, state, params, extra) {
      needState(state, ["count"], ["hyperparams", "inner"]);
      const { hyperparams: held, inner } = state as InjectState;
      for (const { name } of given) needArray(`state.hyperparams.${name}`, held[name], "a jax-js array");
      madeOf({}).check?.(updates, inner, params, extra);
    },
  });
}

type InjectState = { count: np.Array; hyperparams: { [name: string]: np.Array }; inner: Tree };
