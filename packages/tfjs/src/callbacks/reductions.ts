/** The reductions by the callbacks of one call of `fit`: schedules of the same call are multiplied by them. */

export interface Reduction {
  readonly factor: number;
  /** Rates are not reduced below this one. */
  readonly minLr: number;
}

/** The reduction of each callback, by the object `params` that all callbacks of a call have. */
const reductions = new WeakMap<object, Map<object, Reduction>>();

/** @param params Undefined for a callback that no model has. */
export function setReduction(params: object | undefined, callback: object, reduction: Reduction): void {
  if (params === undefined) return;
  const ofCall = reductions.get(params) ?? new Map<object, Reduction>();
  reductions.set(params, ofCall.set(callback, reduction));
}

/** A rate after all reductions of a call. */
export function reducedRate(params: object | undefined, rate: number): number {
  const ofCall = params === undefined ? [] : [...(reductions.get(params)?.values() ?? [])];
  return ofCall.reduce((reduced, { factor, minLr }) => reduceRate(reduced, factor, minLr), rate);
}

/** A rate that is already below `minLr` is not changed. */
export function reduceRate(rate: number, factor: number, minLr: number): number {
  return Math.max(rate * factor, Math.min(minLr, rate));
}
