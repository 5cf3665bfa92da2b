/** The starts and lengths of growing cycles, which generated code lists. */

/** The largest number of cycle starts that are listed; a run with more becomes a table. */
const MOST_CYCLES = 1000;

/** The tree has no expression of reasonable size that is as accurate as the schedule. */
export class NoClosedForm extends Error {
  override readonly name = "NoClosedForm";
}

/**
 * Up to a time; rounded if they are nearly whole numbers of steps.
 * @throws NoClosedForm
 */
export function cycleStarts({ length, multiplier }: { length: number; multiplier: number }, end: number) {
  if (multiplier < 1 || Math.abs(multiplier - 1) < 1e-6)
    throw new NoClosedForm("cycles that shrink or hardly grow");
  const starts: number[] = [];
  const lengths: number[] = [];
  for (let cycle = 0; cycle === 0 || (starts.at(-1) as number) <= end; cycle++) {
    if (cycle > MOST_CYCLES) throw new NoClosedForm("too many cycles");
    const grown = multiplier ** cycle;
    const start = (length * (grown - 1)) / (multiplier - 1);
    const whole = Math.round(start);
    starts.push(Math.abs(start - whole) <= 1e-12 * Math.max(1, start) ? whole : start);
    lengths.push(length * grown);
  }
  if (!lengths.every(Number.isFinite)) throw new NoClosedForm("cycles of infinite length");
  return { starts, lengths };
}
