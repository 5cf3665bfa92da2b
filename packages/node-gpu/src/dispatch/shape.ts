/** The numbers of workgroups in x and y that cover a total. */

/** Threads per workgroup, which every WebGPU device supports. */
export const WORKGROUP_SIZE = 256;

/**
 * One row if it fits, otherwise a nearly square grid: with `{limit, 2}` for one workgroup above the limit, nearly half of
 * them would be idle. Covers at least `workgroups`, with less than one row in excess.
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
