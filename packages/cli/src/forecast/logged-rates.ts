/** The rates of all steps of a run, from those that its log has. */

/** A schedule as rates, and the pairs of logged steps between which the rate jumps. */
export interface LoggedRates {
  readonly rates: readonly number[];
  readonly jumps: readonly (readonly [before: number, after: number])[];
}

interface Point {
  readonly step: number;
  readonly rate: number;
}

/**
 * A linear interpolation of the logged rates, from 0 at step 0 on. A rate that is steady on both sides of a large change
 * jumps: linear steps would be many small cuts, which take effect in another way than one large cut. The jump is at the
 * first logged step with the new rate, because cuts and logs are usually at round steps.
 *
 * @param steps In ascending order, the last one small enough for an array of rates.
 */
export function loggedRates(steps: readonly number[], logged: readonly number[]): LoggedRates {
  const points = steps.map((step, i): Point => ({ step, rate: logged[i] as number }));
  const rates: number[] = [];
  const jumps: (readonly [number, number])[] = [];
  let before: Point = { step: 0, rate: 0 };
  points.forEach((point, i) => {
    const jumped = isJump(points, i);
    if (jumped) jumps.push([before.step, point.step]);
    for (let step = rates.length; step < point.step; step++) {
      rates.push(jumped ? before.rate : between(before, point, step));
    }
    rates.push(point.rate);
    before = point;
  });
  return { rates, jumps };
}

function between(from: Point, to: Point, step: number): number {
  return from.rate + ((to.rate - from.rate) * (step - from.step)) / (to.step - from.step);
}

/** The smallest change of a jump, relative to the larger rate. */
const LARGE = 0.05;
/** The largest slope on both sides of a jump, relative to its own. */
const STEADY = 0.1;

/** Whether the rate jumps between the previous point and this one. */
function isJump(points: readonly Point[], i: number): boolean {
  const [earlier, from, to, later] = [points[i - 2], points[i - 1], points[i], points[i + 1]];
  if (!earlier || !from || !to || !later || to.step - from.step < 2) return false;
  if (Math.abs(to.rate - from.rate) < LARGE * Math.max(to.rate, from.rate)) return false;
  const most = STEADY * slope(from, to);
  return slope(earlier, from) <= most && slope(to, later) <= most;
}

/** The absolute change per step. */
function slope(from: Point, to: Point): number {
  return Math.abs(to.rate - from.rate) / (to.step - from.step);
}
