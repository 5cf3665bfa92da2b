/** The constructor nearest to a logged curve that no constructor reproduces. */
import type { Identification } from "./identification.js";
import type { Observation } from "./observations.js";
import { closest } from "./smooth.js";

/** A constructor that reproduces a log approximately. */
export interface NearestIdentification extends Identification {
  /** The largest difference between the schedule and a logged rate. */
  readonly deviation: number;
  /** The step of this difference. */
  readonly deviationStep: number;
}

export function nearest(observations: readonly Observation[]): NearestIdentification | null {
  const found = closest(observations);
  if (found === null) return null;
  const deviationAt = ({ step, value }: Observation) => Math.abs(found.schedule(step) - value);
  const worst = observations.reduce((most, each) => (deviationAt(each) > deviationAt(most) ? each : most));
  return { ...found, deviation: deviationAt(worst), deviationStep: worst.step };
}
