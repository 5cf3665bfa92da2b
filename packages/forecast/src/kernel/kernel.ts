/** Computes the sums of the multi-power law, in WebAssembly or on the host, with the same bits. */

/** The shape parameters of the terms. */
export interface TermShape {
  /** `ln(C)` */
  readonly logC: number;
  readonly beta: number;
  readonly gamma: number;
}

/** The nonzero terms of a run, in the order of their steps. */
export interface Terms {
  /** The sum of the rates before each step. */
  readonly prefixes: Float64Array;
  /** The rounding error of each prefix, needed because the difference of two large sums may be tiny. */
  readonly lows: Float64Array;
  /** The distance over which a cut takes effect: `rate^gamma / C`. */
  readonly offsets: Float64Array;
  readonly weights: Float64Array;
}

/** The steps to evaluate, in ascending order. */
export interface Targets {
  /** The sum of the rates up to each step. */
  readonly sums: Float64Array;
  /** The rounding error of each sum. */
  readonly lows: Float64Array;
  /** The number of terms up to each step. */
  readonly counts: Float64Array;
}

/** The terms of a part of a run, one for each step. */
export interface PartTerms {
  /** The sum of the rates from the step to the end of the run, negative. */
  readonly prefixes: Float64Array;
  /** The amount by which the rate fell at the step. */
  readonly gaps: Float64Array;
  /** The rates, none below `LEAST_RATE`. */
  readonly floored: Float64Array;
}

/** The arrays of a kernel come from `take`. */
export interface Kernel {
  readonly engine: "wasm" | "host";
  /** Arrays of these lengths. They replace those of the previous call, and are not initialized. */
  take(lengths: readonly number[]): Float64Array[];
  /** Writes the offsets and the weights of terms with these rates, normal numbers above 0. */
  terms(
    shape: TermShape,
    rates: Float64Array,
    gaps: Float64Array,
    terms: Pick<Terms, "offsets" | "weights">,
  ): void;
  /** `out[i] = (1 + factors[i] * suffixes[i])^-beta` with `factors[i] = C * rate^-gamma`. */
  annealed(
    shape: TermShape,
    rates: Float64Array,
    suffixes: Float64Array,
    factors: Float64Array,
    out: Float64Array,
  ): void;
  /**
   * Writes the terms of a part. `rates` holds the rate before the part and those of its steps; `after` the sum of the
   * rates after the part and its rounding error, which the sum from the first step on replaces.
   */
  suffixes(rates: Float64Array, after: Float64Array, terms: PartTerms): void;
  /** Sums blocks of `length` terms, as many as the table has room for. */
  compress(beta: number, length: number, terms: Terms, table: Float64Array): void;
  /** For each target, the sum of `weight * (sum - prefix + offset)^-beta` over its terms. */
  blockSums(
    beta: number,
    length: number,
    terms: Terms,
    table: Float64Array,
    targets: Targets,
    out: Float64Array,
  ): void;
}
