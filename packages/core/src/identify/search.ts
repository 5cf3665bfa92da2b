/** Searches the numbers of a family's curve: lengths, which are usually whole, and shapes, which are multiples of a small unit. */
import type { Family } from "./family.js";
import { onUnit } from "./grid.js";
import { differences, sumOfSquares, type Target, targetOf } from "./least-squares.js";
import { levenbergMarquardt } from "./levenberg-marquardt.js";
import type { Observation } from "./observations.js";
import { fitRates, type RatesFit, type Unknown, type Weights } from "./rates.js";

/** The units of shapes, in the order in which they are tried: people write few digits. */
export const SHAPE_UNITS = [1e-3, 1e-6, 1e-9];

/** The units of which lengths and shapes are multiples. */
export interface Units {
  readonly length: number;
  readonly shape: number;
}

const WHOLE: Units = { length: 1, shape: 1e-3 };

export interface Found {
  readonly counts: readonly number[];
  readonly fit: RatesFit;
}

/** The number of lengths tried from each start. */
const MOST_TRIES = 200;
/** The first and the next numbers of points to which cycles are fitted. */
const FEWEST_GROWN = 8;
const GROWTH = 1.6;
/** The number of starts that are followed. */
const MOST_CLIMBS = 5;
const MOST_SETTLED = 2;
const MOST_EXAMINED = 40;
const MOST_SETTLING = 20;
/** A number that may exceed this multiple of the log's length has no upper limit. */
export const FAR = 64;
/** If all points are reproduced, the sum of squares is at most 1 per point, at the right lengths. */
export const TOO_FAR = 30;
/** The same for lengths that need not be whole. */
export const NEARLY = 3;
/** The sum of squares per point beyond which improvement is hopeless. */
const WORTH = 1e5;
const OUT_OF_RANGE = Float64Array.of(Number.POSITIVE_INFINITY);
/** The distance around a good solution within which lengths are tried, one or two at a time. */
const NEAR = 8;

export class Search {
  readonly #cache = new Map<string, RatesFit>();
  readonly #distances = new Map<string, number>();
  readonly #target: Target;
  /** Curves with greater lengths are not tried: the log could not distinguish them. */
  readonly #furthest: number;
  /** Reused for all curves, because allocating arrays for thousands of curves is slow. */
  readonly #weights: Weights;

  constructor(
    readonly family: Family,
    readonly observations: readonly Observation[],
    readonly unknown: Unknown,
    readonly units: Units = WHOLE,
  ) {
    this.#target = targetOf(observations);
    this.#furthest = 4 * FAR * (1 + (observations.at(-1) as Observation).step);
    const [peak, from, end] = [0, 1, 2].map(() => new Float64Array(observations.length));
    this.#weights = { peak, from, end } as Weights;
  }

  fit(counts: readonly number[]): RatesFit {
    const key = counts.join(",");
    const known = this.#cache.get(key);
    if (known !== undefined) return known;
    const fit = this.#isValid(counts)
      ? fitRates(this.observations, this.#weightsOf(counts), this.unknown)
      : { margin: Number.NEGATIVE_INFINITY, rates: () => null, others: () => null };
    this.#cache.set(key, fit);
    return fit;
  }

  /** The numbers with the largest margin; with a margin of at least 0 they reproduce all points. */
  find(starts: readonly (readonly number[])[]): Found | null {
    const [first] = starts;
    if (first === undefined) return null;
    const rounded = this.onUnits(first);
    if (this.family.shapes === undefined && this.fit(rounded).margin >= 0)
      return { counts: rounded, fit: this.fit(rounded) };
    const smooth = this.#nearWhole(first);
    const most = (this.family.shapes === undefined ? TOO_FAR : NEARLY) * this.observations.length;
    if (sumOfSquares(this.#differences(smooth) ?? OUT_OF_RANGE) > most) return null;
    const ranked = starts
      .slice(1)
      .map((counts) => this.onUnits(counts))
      .map((counts) => ({ counts, distance: this.#distance(counts) }));
    ranked.sort((a, b) => a.distance - b.distance);
    const nearest = [smooth, ...ranked.map(({ counts }) => counts)];
    let best: Found | null = null;
    // Lengths that compensate a change of a rate fit equally well: any of them may be right.
    for (const counts of this.family.shapes === undefined ? nearest.slice(0, MOST_EXAMINED) : []) {
      const near = this.onUnits(counts);
      const fit = this.fit(near);
      if (fit.margin >= 0) return { counts: near, fit };
    }
    for (const counts of nearest.slice(0, MOST_SETTLED)) {
      const found = this.#settle(this.#approach(counts));
      if (found.fit.margin >= 0) return found;
      if (best === null || found.fit.margin > best.fit.margin) best = found;
    }
    return best;
  }

  /**
   * The numbers with the least squares, with lengths that need not be whole.
   *
   * @param rough Fewer points, by which the starts are ranked.
   */
  nearest(
    starts: readonly (readonly number[])[],
    rough: readonly Observation[],
  ): { readonly counts: readonly number[]; readonly distance: number } {
    const ranking = new Search(this.family, rough, this.unknown);
    const ranked = starts.map((counts) => ({ counts, distance: ranking.#distance(counts) }));
    ranked.sort((a, b) => a.distance - b.distance);
    let best: { readonly counts: readonly number[]; readonly distance: number } | null = null;
    for (const { counts } of ranked.slice(0, MOST_CLIMBS)) {
      const smooth = this.smooth(this.family.swings === "always" ? this.#grown(counts) : counts);
      const distance = sumOfSquares(this.#differences(smooth) ?? OUT_OF_RANGE);
      if (best === null || distance < best.distance) best = { counts: smooth, distance };
      if (distance <= this.observations.length) break;
    }
    if (best === null) return { counts: [], distance: Number.POSITIVE_INFINITY };
    const isNear = best.distance <= this.observations.length;
    if (isNear || this.family.shapes !== undefined || best.distance > WORTH * this.observations.length)
      return best;
    // Near steep slopes and jumps, only whole-length steps make progress.
    const counts = this.#descend(this.onUnits(best.counts), Math.max(...best.counts, 1) / 8);
    const distance = this.#distance(counts);
    return distance < best.distance ? { counts, distance } : best;
  }

  /**
   * The numbers with the least squares. For cycles, whole lengths if those have less, because the squares jump there.
   */
  #nearWhole(start: readonly number[]): readonly number[] {
    const smooth = this.smooth(start);
    if (this.family.swings !== "always" || this.family.shapes === undefined) return smooth;
    const whole = this.smooth(
      start.map((count, axis) => (this.isShape(axis) ? count : onUnit(count, this.units.length))),
      this.family.counts.length,
    );
    return this.#distance(whole) < this.#distance(smooth) ? whole : smooth;
  }

  /** Moves from a start to smaller squares: first all numbers at once, then to whole lengths nearby. */
  #approach(start: readonly number[]): readonly number[] {
    const smooth = this.smooth(start);
    const whole = smooth.map((count, axis) =>
      this.isShape(axis) ? count : onUnit(count, this.units.length),
    );
    // Rounding the lengths changes the best shapes.
    const shaped = this.family.shapes === undefined ? whole : this.smooth(whole, this.family.counts.length);
    return this.#descend(this.onUnits(shaped), this.family.shapes === undefined ? NEAR : 1);
  }

  /** The least squares with lengths that need not be whole; the first few numbers may be fixed. */
  smooth(start: readonly number[], fixed = 0): readonly number[] {
    const all = (free: readonly number[]) => [...start.slice(0, fixed), ...free];
    const found = levenbergMarquardt(start.slice(fixed), {
      differences: (free) => this.#differences(all(free)),
      // Shorter cycles move no point across a restart on a whole step; longer ones do.
      increments: (free) =>
        free.map(
          (count, i) => (this.family.swings === "always" ? -1 : 1) * this.#increment(fixed + i, count),
        ),
      // Lengths that fit justify many steps.
      worth: fixed > 0 ? Number.POSITIVE_INFINITY : TOO_FAR * this.observations.length,
    });
    return all(found);
  }

  /**
   * Numbers that fit the first points, then more of them: a small error of the first cycle shifts the later ones by more than a
   * cycle.
   */
  #grown(start: readonly number[]): readonly number[] {
    let counts = start;
    for (let points = FEWEST_GROWN; points < this.observations.length; points = Math.ceil(GROWTH * points)) {
      const search = new Search(this.family, this.observations.slice(0, points), this.unknown);
      const better = search.smooth(counts);
      // Later points may have no influence on the numbers yet.
      if (better.every(Number.isFinite)) counts = better;
    }
    return this.#distance(counts) < this.#distance(start) ? counts : start;
  }

  isShape = (axis: number) => axis >= this.family.counts.length;

  #increment(axis: number, count: number): number {
    return this.isShape(axis) ? 1e-5 * Math.max(Math.abs(count), 0.01) : Math.max(1e-3, 1e-4 * count);
  }

  onUnits(counts: readonly number[]): readonly number[] {
    return counts.map((count, axis) => onUnit(count, this.unitOf(axis)));
  }

  unitOf(axis: number): number {
    return this.isShape(axis) ? this.units.shape : this.units.length;
  }

  /** The numbers with one or two of them moved by some units. */
  *neighbors(counts: readonly number[], stride: number): Generator<readonly number[]> {
    const moved = (from: readonly number[], axis: number, by: number) =>
      from.map((count, k) =>
        k === axis ? onUnit(count + by * this.unitOf(axis), this.unitOf(axis)) : count,
      );
    for (let i = 0; i < counts.length; i++) {
      for (const by of [stride, -stride]) {
        const one = moved(counts, i, by);
        yield one;
        for (let j = i + 1; j < counts.length; j++) {
          for (const other of [stride, -stride]) yield moved(one, j, other);
        }
      }
    }
  }

  /** Moves to better neighbors, starting with distant ones. */
  #descend(start: readonly number[], reach: number): readonly number[] {
    let best = start;
    let least = this.#distance(start);
    let stride = 2 ** Math.max(0, Math.ceil(Math.log2(reach)));
    for (let tries = 0; tries < MOST_TRIES && stride >= 1; tries++) {
      let better: readonly number[] | null = null;
      for (const next of this.neighbors(best, stride)) {
        const distance = this.#distance(next);
        if (distance < least) {
          least = distance;
          better = next;
        }
      }
      if (better === null) stride /= 2;
      else best = better;
    }
    return best;
  }

  /** Least squares come close; the last steps minimize the largest deviation. */
  #settle(start: readonly number[]): Found {
    let best = start;
    let stride = this.family.shapes === undefined ? 1 : NEAR;
    for (let tries = 0; tries < MOST_SETTLING && this.fit(best).margin < 0; tries++) {
      let better: readonly number[] | null = null;
      let most = this.fit(best).margin;
      for (const next of this.neighbors(best, stride)) {
        const { margin } = this.fit(next);
        if (margin > most) {
          most = margin;
          better = next;
        }
      }
      if (better !== null) best = better;
      else if (stride === 1) break;
      else stride /= 2;
    }
    return { counts: best, fit: this.fit(best) };
  }

  #differences(counts: readonly number[]): Float64Array | null {
    return this.#isValid(counts) ? differences(this.#target, this.#weightsOf(counts), this.unknown) : null;
  }

  #isValid(counts: readonly number[]): boolean {
    return this.family.isValid(counts) && counts.every((count) => Math.abs(count) <= this.#furthest);
  }

  /** The weight of each rate at each point. */
  #weightsOf(counts: readonly number[]): Weights {
    const { peak, from, end } = this.#weights;
    for (let i = 0; i < this.observations.length; i++) {
      const weights = this.family.at((this.observations[i] as Observation).step, counts);
      peak[i] = weights[0];
      from[i] = weights[1];
      end[i] = weights[2];
    }
    return this.#weights;
  }

  #distance(counts: readonly number[]): number {
    const key = counts.join(",");
    let distance = this.#distances.get(key);
    if (distance === undefined) {
      const rest = this.#differences(counts);
      distance = rest === null ? Number.POSITIVE_INFINITY : sumOfSquares(rest);
      this.#distances.set(key, distance);
    }
    return distance;
  }

  /** The numbers tried so far. */
  tried(): readonly Found[] {
    return [...this.#cache].map(([key, fit]) => ({ counts: key.split(",").map(Number), fit }));
  }
}
