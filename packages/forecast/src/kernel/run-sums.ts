/** Precomputes a run for the multi-power law, for evaluation with any parameters. */
import { BLOCK_WORDS, LEAST_RATE } from "./interface.js";
import type { Kernel, Targets, TermShape, Terms } from "./kernel.js";
import { roundingOf } from "./rounding.js";

/** The rates of a run, and the steps to evaluate in ascending order. */
export interface RunSteps {
  readonly rates: Float64Array;
  readonly steps: readonly number[];
}

export class RunSums {
  /** The sum of the rates up to each step. */
  readonly sums: Float64Array;
  /** The first rate minus the rate of each step: the total cut, with rises counted as negative. */
  readonly cuts: Float64Array;
  readonly #kernel: Kernel;
  readonly #rates: Float64Array;
  readonly #gaps: Float64Array;
  readonly #terms: Terms;
  readonly #table: Float64Array;
  readonly #blockLength: number;
  readonly #targets: Targets;
  readonly #out: Float64Array;

  /** Prepares several runs in the arrays of one kernel, which must not be used for anything else. */
  static prepare(kernel: Kernel, runs: readonly RunSteps[]): RunSums[] {
    const plans = runs.map(planOf);
    const arrays = kernel.take(plans.flatMap(({ lengths }) => lengths));
    return runs.map((run, i) => {
      const { lengths, blockLength } = plans[i] as Plan;
      return new RunSums(kernel, run, arrays.splice(0, lengths.length) as Arrays, blockLength);
    });
  }

  private constructor(kernel: Kernel, run: RunSteps, arrays: Arrays, blockLength: number) {
    const [prefixes, lows, rates, gaps, offsets, weights, table, sums, sumLows, counts, out] = arrays;
    this.#kernel = kernel;
    this.#rates = rates;
    this.#gaps = gaps;
    this.#terms = { prefixes, lows, offsets, weights };
    this.#table = table;
    this.#blockLength = blockLength;
    this.#targets = { sums, lows: sumLows, counts };
    this.#out = out;
    this.sums = sums;
    this.cuts = new Float64Array(run.steps.length);
    this.#collect(run);
  }

  /**
   * For each step `t`, `sum_k gap_k * (1 + C rate_k^-gamma S_k(t))^-beta`: the part of the cuts that is not yet
   * annealed. Every call returns the same array.
   */
  pending(shape: TermShape): Float64Array {
    this.#kernel.terms(shape, this.#rates, this.#gaps, this.#terms);
    this.#kernel.compress(shape.beta, this.#blockLength, this.#terms, this.#table);
    this.#kernel.blockSums(shape.beta, this.#blockLength, this.#terms, this.#table, this.#targets, this.#out);
    return this.#out;
  }

  /** Fills everything that does not depend on the parameters. */
  #collect({ rates, steps }: RunSteps): void {
    const { prefixes, lows } = this.#terms;
    const { sums, lows: sumLows, counts } = this.#targets;
    let count = 0;
    let target = 0;
    let sum = 0;
    let low = 0;
    let previous = rates[0] as number;
    for (let step = 0; target < steps.length; step++) {
      const rate = rates[step] as number;
      if (rate !== previous) {
        prefixes[count] = sum + low;
        lows[count] = low - (sum + low - sum);
        this.#gaps[count] = previous - rate;
        this.#rates[count] = rate > LEAST_RATE ? rate : LEAST_RATE;
        count++;
        previous = rate;
      }
      const next = sum + rate;
      low += roundingOf(sum, rate, next);
      sum = next;
      for (; steps[target] === step; target++) {
        sums[target] = sum + low;
        sumLows[target] = low - (sum + low - sum);
        counts[target] = count;
        this.cuts[target] = (rates[0] as number) - rate;
      }
    }
  }
}

type Arrays = [
  prefixes: Float64Array,
  lows: Float64Array,
  rates: Float64Array,
  gaps: Float64Array,
  offsets: Float64Array,
  weights: Float64Array,
  table: Float64Array,
  sums: Float64Array,
  sumLows: Float64Array,
  counts: Float64Array,
  out: Float64Array,
];

interface Plan {
  readonly lengths: readonly number[];
  readonly blockLength: number;
}

/** The lengths of the arrays. */
function planOf({ rates, steps }: RunSteps): Plan {
  const last = steps[steps.length - 1] ?? 0;
  let terms = 0;
  for (let step = 1; step <= last; step++) if (rates[step] !== rates[step - 1]) terms++;
  // A compromise: short blocks make a long table, and long blocks are slow if they are near the evaluated step.
  const blockLength = 2 ** Math.min(10, Math.max(5, Math.round(Math.log2(0.8 * Math.sqrt(terms + 1)))));
  const blocks = Math.floor(terms / (2 * blockLength)) * 2;
  const targets = steps.length;
  const ofTerms = new Array<number>(6).fill(terms);
  const ofTargets = new Array<number>(4).fill(targets);
  return { lengths: [...ofTerms, blocks * BLOCK_WORDS, ...ofTargets], blockLength };
}
