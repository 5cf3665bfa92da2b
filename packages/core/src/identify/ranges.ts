/** The ranges of the numbers of a curve that was found, and the simplest numbers in them. */
import { grid, onUnit } from "./grid.js";
import type { Interval, Rates } from "./rates.js";
import { roundest, writtenDigits } from "./rounding.js";
import { FAR, type Found, type Search } from "./search.js";

/** The number of lengths examined to find the simplest numbers. */
const MOST_LENGTHS = 64;
/** The most digits of a simple shape. */
const SHAPE_DIGITS = 5;

export class Ranges {
  constructor(readonly search: Search) {}

  /** The interval of each length; the other numbers may change with it. */
  intervals({ counts }: Found): readonly Interval[] {
    const found = counts.map((_, axis) => ({
      minimum: this.#extreme(counts, axis, -1),
      maximum: this.#extreme(counts, axis, 1),
    }));
    // A shape may change with the lengths.
    const possible = this.search.family.shapes === undefined ? [] : this.#possible();
    return found.map((interval, axis) => {
      const seen = this.search.isShape(axis) ? possible.map((numbers) => numbers[axis] as number) : [];
      return {
        minimum: Math.min(interval.minimum, ...seen),
        maximum: Math.max(interval.maximum, ...seen),
      };
    });
  }

  /** Of all possible lengths with their shapes, the numbers with the fewest digits. */
  simplest({ counts }: Found, intervals: readonly Interval[]): readonly number[] {
    if (this.search.family.shapes?.length !== 1) return counts;
    const axis = this.search.family.counts.length - 1;
    const { minimum, maximum } = intervals[axis] as Interval;
    for (let length = minimum; length <= Math.min(maximum, minimum + MOST_LENGTHS); length++) {
      const moved = counts.map((count, i) => (i === axis ? length : count));
      const shaped = this.#reshaped(moved, axis);
      for (let digits = 1; digits <= SHAPE_DIGITS; digits++) {
        const rounded = shaped.map((value, i) => (i > axis ? Number(value.toPrecision(digits)) : value));
        if (this.search.fit(rounded).margin >= 0) break;
      }
    }
    const digits = (numbers: readonly number[]) =>
      numbers.reduce((sum, value, i) => sum + (this.search.isShape(i) ? 2 : 1) * writtenDigits(value), 0);
    return this.#possible().reduce((best, each) => (digits(each) < digits(best) ? each : best), counts);
  }

  /** All numbers tried so far that reproduce every point. */
  #possible(): readonly (readonly number[])[] {
    return this.search
      .tried()
      .filter(({ fit }) => fit.margin >= 0)
      .map(({ counts }) => counts);
  }

  /** The intervals in readable form: the bounds of a shape are the nearest multiples of its unit that do not fit. */
  shown(intervals: readonly Interval[]): readonly Interval[] {
    return intervals.map(({ minimum, maximum }, axis) =>
      this.search.isShape(axis)
        ? {
            minimum: onUnit(minimum - this.search.units.shape, this.search.units.shape),
            maximum: onUnit(maximum + this.search.units.shape, this.search.units.shape),
          }
        : { minimum, maximum },
    );
  }

  /** The roundest number in an interval. */
  written(axis: number, interval: Interval): number {
    const unit = this.search.unitOf(axis);
    if (!Number.isFinite(interval.maximum)) return interval.minimum;
    const found = onUnit(
      roundest({ minimum: interval.minimum - unit / 4, maximum: interval.maximum + unit / 4 }),
      unit,
    );
    return Math.min(Math.max(found, interval.minimum), interval.maximum);
  }

  /** The interval of each rate, over all lengths that reproduce the points. */
  rates(lengths: readonly Interval[]): Rates {
    for (const counts of grid(lengths, (axis) => this.search.unitOf(axis))) this.search.fit(counts);
    const all = this.search.tried().flatMap(({ fit }) => fit.rates() ?? []);
    const over = (rate: keyof Rates) => ({
      minimum: Math.min(...all.map((each) => each[rate].minimum)),
      maximum: Math.max(...all.map((each) => each[rate].maximum)),
    });
    return { peak: over("peak"), from: over("from"), end: over("end") };
  }

  #extreme(counts: readonly number[], axis: number, direction: 1 | -1): number {
    let current = counts;
    let stride = 1;
    let grows = true;
    const unit = this.search.unitOf(axis);
    const lastStep = 1 + (this.search.observations.at(-1)?.step ?? 0);
    while (stride >= 1) {
      const next = this.#moved(current, axis, direction * stride * unit);
      if (next !== null) {
        current = next;
        if (grows) stride *= 2;
      } else {
        grows = false;
        stride = Math.floor(stride / 2);
      }
      if (stride * unit > FAR * lastStep) return direction > 0 ? Number.POSITIVE_INFINITY : 0;
    }
    return current[axis] as number;
  }

  /** The shapes that fit best at fixed lengths: a longer wave has more turns. */
  #reshaped(counts: readonly number[], axis: number): readonly number[] {
    if (this.search.family.shapes === undefined || this.search.isShape(axis)) return counts;
    return this.search.onUnits(this.search.smooth(counts, this.search.family.counts.length));
  }

  /** The lengths with one of them moved, and the others adjusted so that all points are still reproduced. */
  #moved(counts: readonly number[], axis: number, by: number): readonly number[] | null {
    const unit = this.search.unitOf(axis);
    const moved = counts.map((count, i) => (i === axis ? onUnit(count + by, unit) : count));
    if (this.search.fit(moved).margin >= 0) return moved;
    const shaped = this.#reshaped(moved, axis);
    if (this.search.fit(shaped).margin >= 0) return shaped;
    let best: readonly number[] =
      this.search.fit(shaped).margin > this.search.fit(moved).margin ? shaped : moved;
    let stride = Math.max(1, 2 ** Math.floor(Math.log2(Math.abs(by) / unit)));
    for (let tries = 0; tries < 40; tries++) {
      const { margin } = this.search.fit(best);
      let better: readonly number[] | null = null;
      let most = margin;
      for (const next of this.search.neighbors(best, stride)) {
        if (next[axis] !== moved[axis]) continue;
        const margin = this.search.fit(next).margin;
        if (margin >= 0) return next;
        if (margin > most) {
          most = margin;
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
