/** Hyperparameters in the state: to be read, logged and changed between steps without a new trace. */
import { InvalidArgumentError } from "@anneal/core";
import { isRecord } from "@anneal/core/internal";
import { numpy as np } from "@jax-js/jax";
import { checked, initEach, readTransformation } from "./checked.js";
import { type Injected, inject } from "./hyperparameters.js";
import { computedOnce, readScalar } from "./scalars.js";
import { firstCount, free, needScalar, needState, nextCount } from "./trees.js";
import type { GradientTransformation, ScalarOrSchedule, Tree } from "./types.js";

/**
 * The transformation that `factory` makes of hyperparameters, with their values in the state.
 * State: `{ count, hyperparams, inner }`. A number stays what the state says, so it can be changed between steps; the
 * value of a schedule is written at each step, and is the one that the step used.
 * @param factory Gets each of them as something that goes where a transformation takes a schedule, and where one of the
 * gradient's takes a number: `b1`, `b2`, `eps`, `epsRoot`, `momentum`, `decay`, `maxNorm`, `stepSize`.
 * @param hyperparams Numbers, and schedules of the count of updates. A number is checked where it goes, by `init`; what a
 * schedule gives, and what is written into the state, is not.
 */
export function injectHyperparams<Name extends string>(
  factory: (hyperparams: Readonly<Record<Name, Injected>>) => GradientTransformation,
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
    const injected = given.map(({ name, value }) => {
      const first = typeof value === "number" ? value : null;
      return [name, inject(first, () => (values[name] as np.Array).ref)];
    });
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
      for (const { name } of given) needScalar(`state.hyperparams.${name}`, held[name]);
      madeOf({}).check?.(updates, inner, params, extra);
    },
  });
}

type InjectState = { count: np.Array; hyperparams: { [name: string]: np.Array }; inner: Tree };
