/** Finds the update with the highest rate. */

import type { Schedule } from "@anneal/core";
import { sample } from "@anneal/wasm";

/** The largest number of updates that are examined. */
const MOST_POINTS = 2_000_000;

/** The first update with the highest rate, up to `last`. */
export function peakUpdate(schedule: Schedule, last: number): number {
  const count = Math.min(MOST_POINTS, last + 1);
  const stride = Math.max(1, Math.floor((last + 1) / count));
  const values = sample(schedule, { start: 0, stride, count });
  let best = 0;
  for (let i = 1; i < values.length; i++) if ((values[i] as number) > (values[best] as number)) best = i;
  return best * stride;
}
