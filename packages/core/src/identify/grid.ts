/** Numbers that are multiples of a unit, and samples of their ranges. */
import type { Interval } from "./rates.js";

/** The number of points of a grid. */
const MOST = 600;

/** The numbers in a box: all of them, or a sample at equal distances if there are many. */
export function* grid(
  lengths: readonly Interval[],
  unitOf: (axis: number) => number,
): Generator<readonly number[]> {
  const perAxis = Math.max(3, Math.floor(MOST ** (1 / lengths.length)));
  const axes = lengths.map(({ minimum, maximum }, axis) => {
    const last = Number.isFinite(maximum) ? maximum : minimum;
    const unit = unitOf(axis);
    const count = Math.min(perAxis, Math.round((last - minimum) / unit) + 1);
    return Array.from({ length: count }, (_, i) =>
      onUnit(minimum + (i * (last - minimum)) / Math.max(1, count - 1), unit),
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

/** The nearest multiple of a unit, with as few digits as possible. */
export function onUnit(value: number, unit: number): number {
  return unit === 1 ? Math.round(value) : Number((Math.round(value / unit) * unit).toFixed(9));
}
