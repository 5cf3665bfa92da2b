/**
 * One seed for all property tests, so that a run that passed passes again, and a failure can be repeated.
 * `RANDOM_SEED=7 npm test` tries other cases; `RANDOM_SEED=$RANDOM` new ones each time; `ANNEAL_CASES=10` ten times as many.
 */
import fc from "fast-check";
import { cases } from "../../packages/core/test/support/random-cases.js";

export const seed = Number(process.env.RANDOM_SEED || 20_261_122);
if (!Number.isInteger(seed))
  throw new Error(`RANDOM_SEED must be a whole number; got ${process.env.RANDOM_SEED}`);
fc.configureGlobal({ seed, numRuns: cases(100) });
