/** Transformations with running means of gradients: Adam, momentum, Lion. */
import { Fields, numberAtLeast } from "@anneal/core/internal";
import { numpy as np, tree } from "@jax-js/jax";
import { checkedOnFloats } from "./checked.js";
import { shareBelowOne } from "./checks.js";
import { biasCorrection } from "./corrections.js";
import { blend, currentValue, type Hyperparameter, hyperparameter, scaledBy } from "./hyperparameters.js";
import { backTo } from "./scalars.js";
import { firstCount, flatten, free, mapTree, needAlike, needState, nextCount, zerosLike } from "./trees.js";
import type { GradientTransformation, Tree } from "./types.js";

const share = hyperparameter(shareBelowOne);
const addend = hyperparameter((argument, value) => numberAtLeast(argument, value, 0));

export interface ScaleByAdamOptions {
  /** Decay of the mean of gradients, from 0 to below 1. Default 0.9. */
  readonly b1?: Hyperparameter;
  /** Decay of the mean of their squares, from 0 to below 1. Default 0.999. */
  readonly b2?: Hyperparameter;
  /** Added to the root. Default 1e-8. */
  readonly eps?: Hyperparameter;
  /** Added under the root, where a gradient flows through the step. Default 0. */
  readonly epsRoot?: Hyperparameter;
  /** Whether the mean looks one step ahead, as in NAdam. Default false. */
  readonly nesterov?: boolean;
}

export const ADAM = ["b1", "b2", "eps", "epsRoot", "nesterov"] as const;

/**
 * `mHat / (sqrt(vHat + epsRoot) + eps)`, with means of gradients and squares whose start at 0 is corrected.
 * State: `{ count, mu, nu }`. Kingma & Ba 2014, https://arxiv.org/abs/1412.6980.
 */
export function scaleByAdam(options: ScaleByAdamOptions = {}): GradientTransformation {
  const fields = new Fields("scaleByAdam", "options", options, ADAM);
  const b1 = fields.read("b1", share, 0.9);
  const b2 = fields.read("b2", share, 0.999);
  const eps = fields.read("eps", addend, 1e-8);
  const epsRoot = fields.read("epsRoot", addend, 0);
  const nesterov = fields.flag("nesterov", false);

  return checkedOnFloats({
    init(params) {
      flatten("params", params as Tree);
      const mu = zerosLike(tree.ref(params) as Tree);
      return { count: firstCount(), mu, nu: zerosLike(params as Tree) };
    },
    update(updates, state, params) {
      const { count: before, mu, nu } = state as { count: np.Array; mu: Tree; nu: Tree };
      free(params);
      const count = nextCount(before);
      const first = biasCorrection(b1, nesterov ? nextCount(count.ref) : count.ref);
      const ahead = nesterov ? biasCorrection(b1, count.ref) : null;
      const second = biasCorrection(b2, count.ref);
      const nextNu = mapTree(
        (mean, gradient) => blend(b2, mean, np.square(gradient as np.Array)),
        nu,
        tree.ref(updates) as Tree,
      );
      const nextMu = mapTree(
        (mean, gradient) => blend(b1, mean, gradient as np.Array),
        mu,
        tree.ref(updates) as Tree,
      );
      const scaled = mapTree(
        (gradient, mean, square) => {
          const { dtype } = gradient;
          const smooth = (mean as np.Array).mul(first.ref);
          const mHat = ahead === null ? smooth : blend(b1, smooth, gradient.ref.mul(ahead.ref));
          gradient.dispose();
          const vHat = (square as np.Array).mul(second.ref);
          const root = np.sqrt(epsRoot === 0 ? vHat : vHat.add(currentValue(epsRoot, vHat)));
          return backTo(dtype, mHat.div(root.add(currentValue(eps, root))));
        },
        updates,
        tree.ref(nextMu) as Tree,
        tree.ref(nextNu) as Tree,
      );
      for (const scalar of [first, second, ahead]) scalar?.dispose();
      return [scaled, { count, mu: nextMu, nu: nextNu }];
    },
    check(updates, state) {
      needState(state, ["count"], ["mu", "nu"]);
      const { mu, nu } = state as { mu: Tree; nu: Tree };
      needAlike("updates", updates, { "state.mu": mu, "state.nu": nu });
    },
  });
}

export interface TraceOptions {
  /** Share of the trace that is kept, from 0 to below 1. */
  readonly decay: Hyperparameter;
  /** Whether the gradient is counted once more. Default false. */
  readonly nesterov?: boolean;
}

/** Momentum: `trace = gradient + decay * trace`. State: `{ trace }`. */
export function trace(options: TraceOptions): GradientTransformation {
  const fields = new Fields("trace", "options", options, ["decay", "nesterov"]);
  const decay = fields.read("decay", share);
  const nesterov = fields.flag("nesterov", false);
  return checkedOnFloats({
    init(params) {
      return { trace: zerosLike(params as Tree) };
    },
    update(updates, state, params) {
      const { trace: before } = state as { trace: Tree };
      free(params);
      const gradients = tree.ref(updates) as Tree;
      const next = mapTree(
        (old, gradient) => (gradient as np.Array).add(scaledBy(old, decay)),
        before,
        gradients,
      );
      const kept = tree.ref(next) as Tree;
      const scaled = mapTree(
        (gradient, moved) => {
          if (nesterov) return gradient.add(scaledBy(moved as np.Array, decay));
          gradient.dispose();
          return moved as np.Array;
        },
        updates,
        kept,
      );
      return [scaled, { trace: next }];
    },
    check(updates, state) {
      needState(state, [], ["trace"]);
      needAlike("updates", updates, { "state.trace": (state as { trace: Tree }).trace });
    },
  });
}

export interface ScaleByLionOptions {
  /** Share of the mean in the update, from 0 to below 1. Default 0.9. */
  readonly b1?: Hyperparameter;
  /** Decay of the mean, from 0 to below 1. Default 0.99. */
  readonly b2?: Hyperparameter;
}

export const LION = ["b1", "b2"] as const;

/** `sign(b1 * mean + (1 - b1) * gradient)`. State: `{ count, mu }`. Chen et al. 2023, https://arxiv.org/abs/2302.06675. */
export function scaleByLion(options: ScaleByLionOptions = {}): GradientTransformation {
  const fields = new Fields("scaleByLion", "options", options, LION);
  const b1 = fields.read("b1", share, 0.9);
  const b2 = fields.read("b2", share, 0.99);
  return checkedOnFloats({
    init(params) {
      flatten("params", params as Tree);
      return { count: firstCount(), mu: zerosLike(params as Tree) };
    },
    update(updates, state, params) {
      const { count, mu } = state as { count: np.Array; mu: Tree };
      free(params);
      const gradients = tree.ref(updates) as Tree;
      const scaled = mapTree(
        // The sign of a float64 is a float32 in jax-js.
        (gradient, mean) => backTo(gradient.dtype, np.sign(blend(b1, mean as np.Array, gradient))),
        updates,
        tree.ref(mu) as Tree,
      );
      const next = mapTree((mean, gradient) => blend(b2, mean, gradient as np.Array), mu, gradients);
      return [scaled, { count: nextCount(count), mu: next }];
    },
    check(updates, state) {
      needState(state, ["count"], ["mu"]);
      needAlike("updates", updates, { "state.mu": (state as { mu: Tree }).mu });
    },
  });
}
