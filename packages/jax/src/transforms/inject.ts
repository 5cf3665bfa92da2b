/**
 * Keeps hyperparameters in the state, so that they can be read, logged and changed between steps without a new trace.
 */
import { InvalidArgumentError } from "@anneal/core";
import { isRecord } from "@anneal/core/arguments";
import { numpy as np } from "@jax-js/jax";
import { checked, initEach, readTransformation } from "./checked.js";
import { type Injected, inject } from "./hyperparameters.js";
import { computedOnce, type Rate, readRate } from "./scalars.js";
import { firstCount, free, needScalar, needState, nextCount } from "./trees.js";
import type { GradientTransformation, ScalarOrSchedule, Tree } from "./types.js";

/**
 * The transformation that `factory` creates from hyperparameters, with their values in the state. State: `{ count,
 * hyperparams, inner }`. A number is read from the state, so it can be changed between steps; the value of a schedule
 * is written at each step, and is the one that the step used.
 * @param factory Receives each of them as a value that works wherever a transformation takes a scalar array.
 * @param hyperparams Numbers, scalar arrays, and schedules of the count of updates. `init` checks numbers where they
 * are used; arrays, values of schedules, and values written into the state are not checked.
 */
export function injectHyperparams<Name extends string, Inner extends Tree>(
  factory: (hyperparams: Readonly<Record<Name, Injected>>) => GradientTransformation<Inner>,
  hyperparams: Readonly<Record<Name, ScalarOrSchedule>>,
): GradientTransformation<InjectHyperparamsState<Name, Inner>> {
  if (typeof factory !== "function") {
    throw new InvalidArgumentError("factory", factory, "a function that makes a gradient transformation");
  }
  if (!isRecord(hyperparams)) {
    throw new InvalidArgumentError("hyperparams", hyperparams, "an object of numbers and schedules");
  }
  const given = Object.entries<ScalarOrSchedule>(hyperparams).map(([name, value]) => ({
    name,
    rate: readRate(`hyperparams.${name}`, value),
  }));
  /** The transformation, with values that are read when it uses them. */
  const madeOf = (values: Readonly<Record<string, np.Array>>) => {
    const injected = given.map(({ name, rate }) => {
      const first = "constant" in rate && typeof rate.constant === "number" ? rate.constant : null;
      return [name, inject(first, () => (values[name] as np.Array).ref)];
    });
    return readTransformation("factory()", factory(Object.fromEntries(injected)));
  };

  return checked<InjectHyperparamsState<Name, Inner>>({
    init(params) {
      const held: Record<string, np.Array> = {};
      try {
        for (const { name, rate } of given) held[name] = firstOf(rate);
        const [inner] = initEach([[madeOf(held), params as Tree]]) as [Tree];
        free(params as Tree);
        return { count: firstCount(), hyperparams: held as Record<Name, np.Array>, inner: inner as Inner };
      } catch (error) {
        free(held);
        throw error;
      }
    },
    update(updates, { count, hyperparams, inner }, params, extra) {
      const before: Readonly<Record<string, np.Array>> = hyperparams;
      const values: Record<string, np.Array> = {};
      for (const { name, rate } of given) {
        const kept = before[name] as np.Array;
        if ("at" in rate) kept.dispose();
        values[name] = "at" in rate ? computedOnce(rate.at(count.ref)) : kept;
      }
      const [changed, after] = madeOf(values).update(updates, inner, params, extra);
      return [
        changed,
        { count: nextCount(count), hyperparams: values as Record<Name, np.Array>, inner: after as Inner },
      ];
    },
    check(updates, state, params, extra) {
      needState(state, ["count"], ["hyperparams", "inner"]);
      const { hyperparams: held, inner } = state;
      for (const { name } of given)
        needScalar(`state.hyperparams.${name}`, (held as Record<string, np.Array>)[name]);
      madeOf({}).check?.(updates, inner, params, extra);
    },
  });
}

export type InjectHyperparamsState<Name extends string = string, Inner extends Tree = Tree> = {
  count: np.Array;
  hyperparams: { [Each in Name]: np.Array };
  inner: Inner;
};

/** The initial value in the state: that of an array, under a separate reference. */
function firstOf(rate: Rate): np.Array {
  if ("at" in rate) return rate.at(firstCount());
  return typeof rate.constant === "number" ? np.array(rate.constant, { dtype: np.float32 }) : rate.constant();
}
