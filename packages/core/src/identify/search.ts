/** Finds the lengths of a family's curve, and how far each of them may be from there. */
import type { Family, Options } from "./families.js";
import { squaredDistance } from "./least-squares.js";
import type { Observation } from "./observations.js";
import { fitRates, type Interval, type Rates, type RatesFit, type Unknown, type Weights } from "./rates.js";

export interface Found {
  readonly counts: readonly number[];
  readonly fit: RatesFit;
}

/** How many lengths are tried from each start. */
const MOST_TRIES = 200;
/** How many starts are followed. */
const MOST_CLIMBS = 5;
const MOST_LOOKED_AT = 40;
const MOST_SETTLING = 20;
/** How many lengths are looked at to say what the rates may be. */
const MOST_IN_GRID = 1500;

export class Search {
  readonly #cache = new Map<string, RatesFit>();
  readonly #distances = new Map<string, number>();

  constructor(
    readonly family: Family,
    readonly observations: readonly Observation[],
    readonly unknown: Unknown,
  ) {}

  fit(counts: readonly number[]): RatesFit {
    const key = counts.join(",");
    const known = this.#cache.get(key);
    if (known !== undefined) return known;
    const fit = this.family.isValid(counts)
      ? fitRates(this.observations, weightsOf(this.family, counts, this.observations), this.unknown)
      : { margin: Number.NEGATIVE_INFINITY, rates: () => null };
    this.#cache.set(key, fit);
    return fit;
  }

  /** The lengths that come nearest to all points; with a margin of at least 0 they reproduce them. */
  find(starts: readonly (readonly number[])[]): Found | null {
    const ranked = starts.map((counts) => ({ counts, distance: this.#distance(counts) }));
    ranked.sort((a, b) => a.distance - b.distance);
    let best: Found | null = null;
    // Lengths that trade against a rate are equally near: any of them may do.
    for (const { counts } of ranked.slice(0, MOST_LOOKED_AT)) {
      const fit = this.fit(counts);
      if (fit.margin >= 0) return { counts, fit };
    }
    for (const { counts } of ranked.slice(0, MOST_CLIMBS)) {
      const found = this.#settle(this.#descend(counts));
      if (found.fit.margin >= 0) return found;
      if (best === null || found.fit.margin > best.fit.margin) best = found;
    }
    return best;
  }

  /** The lengths with the least squares. */
  nearest(starts: readonly (readonly number[])[]): {
    readonly counts: readonly number[];
    readonly distance: number;
  } {
    const ranked = starts.map((counts) => ({ counts, distance: this.#distance(counts) }));
    ranked.sort((a, b) => a.distance - b.distance);
    const ends = ranked.slice(0, MOST_CLIMBS).map(({ counts }) => this.#descend(counts));
    const all = ends.map((counts) => ({ counts, distance: this.#distance(counts) }));
    return all.reduce((best, each) => (each.distance < best.distance ? each : best));
  }

  /** Goes to neighbours that are nearer to the points, at first to far ones. */
  #descend(start: readonly number[]): readonly number[] {
    let best = start;
    let least = this.#distance(start);
    let stride = 2 ** Math.max(0, Math.ceil(Math.log2(Math.max(...start, 1) / 8)));
    for (let tries = 0; tries < MOST_TRIES && stride >= 1; tries++) {
      let better: readonly number[] | null = null;
      for (const next of neighbours(best, stride)) {
        const there = this.#distance(next);
        if (there < least) {
          least = there;
          better = next;
        }
      }
      if (better === null) stride /= 2;
      else best = better;
    }
    return best;
  }

  /** The least squares come near; the last steps go by the points that are missed most. */
  #settle(start: readonly number[]): Found {
    let best = start;
    for (let tries = 0; tries < MOST_SETTLING && this.fit(best).margin < 0; tries++) {
      let better: readonly number[] | null = null;
      let most = this.fit(best).margin;
      for (const next of neighbours(best, 1)) {
        const there = this.fit(next).margin;
        if (there > most) {
          most = there;
          better = next;
        }
      }
      if (better === null) break;
      best = better;
    }
    return { counts: best, fit: this.fit(best) };
  }

  #distance(counts: readonly number[]): number {
    const key = counts.join(",");
    let distance = this.#distances.get(key);
    if (distance === undefined) {
      distance = this.family.isValid(counts)
        ? squaredDistance(this.observations, weightsOf(this.family, counts, this.observations), this.unknown)
        : Number.POSITIVE_INFINITY;
      this.#distances.set(key, distance);
    }
    return distance;
  }

  /** The interval of each length, with the others wherever they have to be. */
  intervals({ counts }: Found): readonly Interval[] {
    return counts.map((_, axis) => ({
      minimum: this.#extreme(counts, axis, -1),
      maximum: this.#extreme(counts, axis, 1),
    }));
  }

  /** The interval of each rate, over all lengths with which the points are reproduced. */
  rates(lengths: readonly Interval[]): Rates {
    for (const counts of grid(lengths)) this.fit(counts);
    const all = [...this.#cache.values()].flatMap((fit) => fit.rates() ?? []);
    const over = (rate: keyof Rates) => ({
      minimum: Math.min(...all.map((each) => each[rate].minimum)),
      maximum: Math.max(...all.map((each) => each[rate].maximum)),
    });
    return { peak: over("peak"), from: over("from"), end: over("end") };
  }

  #extreme(counts: readonly number[], axis: number, direction: 1 | -1): number {
    let here = counts;
    let stride = 1;
    let grows = true;
    while (stride >= 1) {
      const next = this.#moved(here, axis, direction * stride);
      if (next !== null) {
        here = next;
        if (grows) stride *= 2;
      } else {
        grows = false;
        stride = Math.floor(stride / 2);
      }
      if (stride > 2 ** 40) return direction > 0 ? Number.POSITIVE_INFINITY : 0;
    }
    return here[axis] as number;
  }

  /** The lengths with one of them moved, and the others where all points are still reproduced. */
  #moved(counts: readonly number[], axis: number, by: number): readonly number[] | null {
    const moved = counts.map((count, i) => (i === axis ? count + by : count));
    if (this.fit(moved).margin >= 0) return moved;
    let best: readonly number[] = moved;
    let stride = Math.max(1, 2 ** Math.floor(Math.log2(Math.abs(by))));
    for (let tries = 0; tries < 40; tries++) {
      const { margin } = this.fit(best);
      let better: readonly number[] | null = null;
      let most = margin;
      for (const next of neighbours(best, stride)) {
        if (next[axis] !== moved[axis]) continue;
        const there = this.fit(next).margin;
        if (there >= 0) return next;
        if (there > most) {
          most = there;
          better = next;
        }
      }
      if (better !== null) best = better;
      else if (stride === 1) return null;
      else stride /= 2;
    }
    return null;
  }
}

/** The lengths in a box: all of them, or some at equal distances where there are many. */
function* grid(lengths: readonly Interval[]): Generator<readonly number[]> {
  const perAxis = Math.max(3, Math.floor(MOST_IN_GRID ** (1 / lengths.length)));
  const axes = lengths.map(({ minimum, maximum }) => {
    const last = Number.isFinite(maximum) ? maximum : minimum;
    const count = Math.min(perAxis, last - minimum + 1);
    return Array.from({ length: count }, (_, i) =>
      Math.round(minimum + (i * (last - minimum)) / Math.max(1, count - 1)),
    );
  });
  const indices = axes.map(() => 0);
  for (;;) {
    yield axes.map((axis, i) => axis[indices[i] as number] as number);
    let axis = 0;
    while (axis < axes.length && (indices[axis] as number) + 1 === axes[axis]?.length) indices[axis++] = 0;
    if (axis === axes.length) return;
    indices[axis] = (indices[axis] as number) + 1;
  }
}

/** One or two of the lengths moved by the stride. */
function* neighbours(counts: readonly number[], stride: number): Generator<readonly number[]> {
  for (let i = 0; i < counts.length; i++) {
    for (const by of [stride, -stride]) {
      const one = counts.map((count, k) => (k === i ? count + by : count));
      yield one;
      for (let j = i + 1; j < counts.length; j++) {
        for (const other of [stride, -stride]) yield one.map((count, k) => (k === j ? count + other : count));
      }
    }
  }
}

/** The options of a family's constructor. */
export function optionsOf(
  family: Family,
  counts: readonly number[],
  rates: Readonly<Record<"peak" | "from" | "end", number>>,
): Options {
  const lengths = Object.fromEntries(family.counts.map((name, i) => [name, counts[i] as number]));
  const named = Object.entries(family.rates).map(([rate, name]) => [name, rates[rate as keyof typeof rates]]);
  return { ...family.fixed, ...lengths, ...Object.fromEntries(named) };
}

/** What each rate counts for at each point. */
function weightsOf(family: Family, counts: readonly number[], observations: readonly Observation[]): Weights {
  const [peak, from, end] = [0, 1, 2].map(() => new Float64Array(observations.length)) as [
    Float64Array,
    Float64Array,
    Float64Array,
  ];
  for (const [i, { step }] of observations.entries()) [peak[i], from[i], end[i]] = family.at(step, counts);
  return { peak, from, end };
}
