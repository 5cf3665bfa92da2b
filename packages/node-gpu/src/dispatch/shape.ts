/** How many workgroups in x and y cover a number of them. */

/** Threads in a workgroup: every WebGPU device has as many. */
export const WORKGROUP_SIZE = 256;

/**
 * One row while it fits, else a nearly square grid: of `{limit, 2}` for one workgroup above the limit nearly half would
 * have nothing to do. Covers at least `workgroups`, with less than one row too many.
 *
 * @throws RangeError where even a full square is too small
 */
export function dispatchShape(workgroups: number, limit: number): readonly [number, number] {
  if (workgroups <= limit) return [workgroups, 1];
  const x = Math.min(limit, Math.ceil(Math.sqrt(workgroups)));
  const y = Math.ceil(workgroups / x);
  if (y > limit) throw new RangeError(`${workgroups} workgroups don't fit into ${limit} x ${limit}`);
  return [x, y];
}
