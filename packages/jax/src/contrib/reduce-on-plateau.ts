/** A scale that is reduced when the loss stops improving. */
import { InvalidArgumentError } from "@anneal/core";
import { Fields, numberAtLeast } from "@anneal/core/arguments";
import { numpy as np, tree } from "@jax-js/jax";
import { checkedOnFloats } from "../transforms/checked.js";
import { computedOnce, times } from "../transforms/scalars.js";
import { firstCount, flatten, free, mapTree, needArray, needState } from "../transforms/trees.js";
import type { GradientTransformation } from "../transforms/types.js";

export interface ReduceOnPlateauOptions {
  /** The factor of each reduction, between 0 and 1. Default 0.1. */
  readonly factor?: number;
  /** The number of values without an improvement before a reduction. Default 10. */
  readonly patience?: number;
  /** The relative improvement that counts as better. From 0 to 1, default 1e-4. */
  readonly rtol?: number;
  /** The absolute improvement that counts as better, in addition. Default 0. */
  readonly atol?: number;
  /** The number of values after a reduction that are not counted. Default 0. */
  readonly cooldown?: number;
  /** The number of losses averaged to one value. Default 1. */
  readonly accumulationSize?: number;
  /** The lowest scale. Default 0. */
  readonly minScale?: number;
  /**
   * How to compare losses below 0. In Optax, `rtol` is a share of the loss with its sign: a constant negative loss
   * counts as an improvement each time, and the scale never falls. `"avoid"`: a value is better below `best - rtol *
   * |best| - atol`, and an infinity never is. Default `"reproduce"`.
   */
  readonly quirks?: "reproduce" | "avoid";
}

const NAMES = [
  "factor",
  "patience",
  "rtol",
  "atol",
  "cooldown",
  "accumulationSize",
  "minScale",
  "quirks",
] as const;

/** The infinities are beyond it. */
const LARGEST_FLOAT32 = 3.4028234663852886e38;

const STATE = ["scale", "bestValue", "plateauCount", "cooldownCount", "count", "avgValue"] as const;

type PlateauState = Record<(typeof STATE)[number], np.Array>;

/**
 * Updates times a scale that is multiplied by `factor` when the loss has not improved for `patience` values.
 *
 * Pass the loss with each update: `update(updates, state, params, { value: loss })`; it is borrowed. As in Optax, the
 * best value is also updated during the cooldown, and a constant loss below 0 counts as better: see `quirks`. State: `{
 * scale, bestValue, plateauCount, cooldownCount, count, avgValue }`.
 */
export function reduceOnPlateau(options: ReduceOnPlateauOptions = {}): GradientTransformation {
  const fields = new Fields("reduceOnPlateau", "options", options, NAMES);
  const factor = fields.read("factor", betweenZeroAndOne, 0.1);
  const patience = fields.whole("patience", 1, 10);
  const rtol = fields.atLeast("rtol", 0, 1e-4);
  const atol = fields.atLeast("atol", 0, 0);
  const cooldown = fields.whole("cooldown", 0, 0);
  const accumulationSize = fields.whole("accumulationSize", 1, 1);
  const minScale = fields.atLeast("minScale", 0, 0);
  const avoidQuirks = fields.choice("quirks", ["reproduce", "avoid"], "reproduce") === "avoid";
  if (rtol > 1) throw new InvalidArgumentError("rtol", rtol, "at most 1");
  if (rtol === 0 && atol === 0) throw new InvalidArgumentError("atol", atol, "above 0 where rtol is 0");

  /** Whether a value is better than the best one. Consumes. */
  const isBetter = (value: np.Array, best: np.Array): np.Array => {
    if (!avoidQuirks) return value.less(best.mul(1 - rtol).sub(atol));
    // Before the first value the best one is infinite, and has no share.
    const share = np.where(best.ref.less(LARGEST_FLOAT32), np.absolute(best.ref).mul(rtol), 0);
    const isMeasured = value.ref.greaterEqual(-LARGEST_FLOAT32);
    return np.logicalAnd(isMeasured, value.less(best.sub(share).sub(atol)));
  };

  /** The state after a value, which has been averaged. Consumes. */
  const afterValue = (state: Omit<PlateauState, "count">): PlateauState => {
    const { scale, bestValue, plateauCount, cooldownCount, avgValue } = state;
    const improved = isBetter(avgValue.ref, bestValue.ref);
    const waited = np.where(improved.ref, 0, plateauCount.add(1)).astype(np.int32);
    const cools = cooldownCount.ref.greater(0);
    const full = waited.ref.equal(patience);
    const reduced = np.maximum(np.where(full.ref, scale.ref.mul(factor), scale.ref), minScale);
    return {
      scale: np.where(cools.ref, scale, reduced),
      bestValue: np.where(improved, avgValue.ref, bestValue),
      plateauCount: np.where(np.where(cools.ref, true, full.ref), 0, waited).astype(np.int32),
      cooldownCount: np
        .where(cools, cooldownCount.sub(1), np.where(full, cooldown, 0).astype(np.int32))
        .astype(np.int32),
      count: firstCount(),
      avgValue: np.zerosLike(avgValue),
    };
  };

  return checkedOnFloats({
    init(params) {
      free(params);
      return {
        scale: np.array(1, { dtype: np.float32 }),
        bestValue: np.array(Number.POSITIVE_INFINITY, { dtype: np.float32 }),
        plateauCount: firstCount(),
        cooldownCount: firstCount(),
        count: firstCount(),
        avgValue: np.array(0, { dtype: np.float32 }),
      };
    },
    update(updates, state, params, extra) {
      const value = (extra as { value: np.Array }).value;
      free(params);
      const before = state as PlateauState;
      const count = before.count.ref.add(1);
      const total = before.avgValue
        .mul(before.count.astype(np.float32))
        .add(value.ref.astype(np.float32).reshape([]));
      const avgValue = total.mul(np.reciprocal(count.ref.astype(np.float32)));
      const { scale, bestValue, plateauCount, cooldownCount } = before;
      const same = { scale, bestValue, plateauCount, cooldownCount, count, avgValue };
      const done = count.ref.greaterEqual(accumulationSize);
      const { count: _, ...averaged } = same;
      const after = afterValue(tree.ref(averaged));
      const next = mapTree((changed, kept) => np.where(done.ref, changed, kept as np.Array), after, same);
      done.dispose();
      const factorNow = computedOnce(next.scale.ref);
      const scaled = mapTree((update) => times(update, factorNow), updates);
      factorNow.dispose();
      return [scaled, next];
    },
    check(updates, state, _params, extra) {
      flatten("updates", updates);
      needState(state, STATE);
      const value = extra?.value as np.Array;
      const expected = "the loss, a jax-js array of one number";
      needArray("extra.value", value, expected);
      if (value.size !== 1) throw new InvalidArgumentError("extra.value", `[${value.shape}]`, expected);
    },
  });
}

function betweenZeroAndOne(argument: string, value: unknown): number {
  const factor = numberAtLeast(argument, value, 0);
  if (factor === 0 || factor >= 1) throw new InvalidArgumentError(argument, value, "between 0 and 1");
  return factor;
}
