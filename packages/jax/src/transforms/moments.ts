/** Transformations with running means of gradients: Adam, momentum, Lion. */
import { Fields } from "@anneal/core/internal";
import { numpy as np, tree } from "@jax-js/jax";
import { shareBelowOne } from "./checks.js";
import { biasCorrection } from "./scalars.js";
import { firstCount, free, mapTree, needAlike, nextCount, zerosLike } from "./trees.js";
import type { GradientTransformation, Tree } from "./types.js";

export interface ScaleByAdamOptions {
  /** Decay of the mean of gradients, from 0 to below 1. Default 0.9. */
  readonly b1?: number;
  /** Decay of the mean of their squares, from 0 to below 1. Default 0.999. */
  readonly b2?: number;
  /** Added to the root. Default 1e-8. */
  readonly eps?: number;
  /** Added under the root, where a gradient flows through the step. Default 0. */
  readonly epsRoot?: number;
  /** Whether the mean looks one step ahead, as in NAdam. Default false. */
  readonly nesterov?: boolean;
}

const ADAM = ["b1", "b2", "eps", "epsRoot", "nesterov"] as const;

/**
 * `mHat / (sqrt(vHat + epsRoot) + eps)`, with means of gradients and squares whose start at 0 is corrected.
 * State: `{ count, mu, nu }`. Kingma & Ba 2014, https://arxiv.org/abs/1412.6980.
 */
export function scaleByAdam(options: ScaleByAdamOptions = {}): GradientTransformation {
  const fields = new Fields("scaleByAdam", "options", options, ADAM);
  const b1 = fields.read("b1", shareBelowOne, 0.9);
  const b2 = fields.read("b2", shareBelowOne, 0.999);
  const eps = fields.atLeast("eps", 0, 1e-8);
  const epsRoot = fields.atLeast("epsRoot", 0, 0);
  const nesterov = fields.flag("nesterov", false);

  return {
    init(params) {
      const mu = zerosLike(tree.ref(params) as Tree);
      return { count: firstCount(), mu, nu: zerosLike(params as Tree) };
    },
    update(updates, state, params) {
      const { count: before, mu, nu } = state as { count: np.Array; mu: Tree; nu: Tree };
      needAlike(updates, { "state.mu": mu, "state.nu": nu });
      free(params);
      const count = nextCount(before);
      const first = biasCorrection(b1, nesterov ? nextCount(count.ref) : count.ref);
      const ahead = nesterov ? biasCorrection(b1, count.ref) : null;
      const second = biasCorrection(b2, count.ref);
      const nextNu = mapTree(
        (mean, gradient) => average(mean, np.square(gradient as np.Array), b2),
        nu,
        tree.ref(updates) as Tree,
      );
      const nextMu = mapTree(
        (mean, gradient) => average(mean, gradient as np.Array, b1),
        mu,
        tree.ref(updates) as Tree,
      );
      const scaled = mapTree(
        (gradient, mean, square) => {
          const smooth = (mean as np.Array).mul(first.ref);
          const looking =
            ahead === null ? smooth : smooth.mul(b1).add(gradient.ref.mul(ahead.ref).mul(1 - b1));
          gradient.dispose();
          const mHat = looking;
          const vHat = (square as np.Array).mul(second.ref);
          return mHat.div(np.sqrt(epsRoot === 0 ? vHat : vHat.add(epsRoot)).add(eps));
        },
        updates,
        tree.ref(nextMu) as Tree,
        tree.ref(nextNu) as Tree,
      );
      for (const scalar of [first, second, ahead]) scalar?.dispose();
      return [scaled, { count, mu: nextMu, nu: nextNu }];
    },
  };
}

/** `decay * mean + (1 - decay) * next`. Consumes both. */
function average(mean: np.Array, next: np.Array, decay: number): np.Array {
  return next.mul(1 - decay).add(mean.mul(decay));
}

export interface TraceOptions {
  /** Share of the trace that is kept, from 0 to below 1. */
  readonly decay: number;
  /** Whether the gradient is counted once more. Default false. */
  readonly nesterov?: boolean;
}

/** Momentum: `trace = gradient + decay * trace`. State: `{ trace }`. */
export function trace(options: TraceOptions): GradientTransformation {
  const fields = new Fields("trace", "options", options, ["decay", "nesterov"]);
  const decay = fields.read("decay", shareBelowOne);
  const nesterov = fields.flag("nesterov", false);
  return {
    init(params) {
      return { trace: zerosLike(params as Tree) };
    },
    update(updates, state, params) {
      const { trace: before } = state as { trace: Tree };
      needAlike(updates, { "state.trace": before });
      free(params);
      const gradients = tree.ref(updates) as Tree;
      const next = mapTree((old, gradient) => (gradient as np.Array).add(old.mul(decay)), before, gradients);
      const kept = tree.ref(next) as Tree;
      const scaled = mapTree(
        (gradient, moved) => {
          if (nesterov) return gradient.add((moved as np.Array).mul(decay));
          gradient.dispose();
          return moved as np.Array;
        },
        updates,
        kept,
      );
      return [scaled, { trace: next }];
    },
  };
}

export interface ScaleByLionOptions {
  /** Share of the mean in the update, from 0 to below 1. Default 0.9. */
  readonly b1?: number;
  /** Decay of the mean, from 0 to below 1. Default 0.99. */
  readonly b2?: number;
}

/** `sign(b1 * mean + (1 - b1) * gradient)`. State: `{ count, mu }`. Chen et al. 2023, https://arxiv.org/abs/2302.06675. */
export function scaleByLion(options: ScaleByLionOptions = {}): GradientTransformation {
  const fields = new Fields("scaleByLion", "options", options, ["b1", "b2"]);
  const b1 = fields.read("b1", shareBelowOne, 0.9);
  const b2 = fields.read("b2", shareBelowOne, 0.99);
  return {
    init(params) {
      return { count: firstCount(), mu: zerosLike(params as Tree) };
    },
    update(updates, state, params) {
      const { count, mu } = state as { count: np.Array; mu: Tree };
      needAlike(updates, { "state.mu": mu });
      free(params);
      const gradients = tree.ref(updates) as Tree;
      const scaled = mapTree(
        (gradient, mean) => np.sign(average(mean as np.Array, gradient, b1)),
        updates,
        tree.ref(mu) as Tree,
      );
      const next = mapTree((mean, gradient) => average(mean, gradient as np.Array, b2), mu, gradients);
      return [scaled, { count: nextCount(count), mu: next }];
    },
  };
}
