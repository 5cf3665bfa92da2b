/** Distributes parameters over several arenas if one can't hold all of them. */
import { OutOfMemoryError } from "./errors.js";
import type { CheckedGroup } from "./options.js";

/** Consecutive parameters of a group that are in one arena. */
export interface Shard {
  /** The group with these parameters only. */
  readonly group: CheckedGroup;
  /** The index of the group among those that are planned. */
  readonly whole: number;
}

export interface ArenaPlan<Plan> {
  readonly shards: readonly Shard[];
  readonly plan: Plan;
}

/**
 * Plans arenas of at most `limit` bytes, each with as many of the remaining parameters as fit.
 * @param planOf Plans one arena.
 * @throws OutOfMemoryError if a parameter does not fit by itself
 */
export function planArenas<Plan extends { readonly byteLength: number }>(
  checked: readonly CheckedGroup[],
  limit: number,
  planOf: (shards: readonly Shard[]) => Plan,
): readonly ArenaPlan<Plan>[] {
  const all = checked.map((group, whole) => ({ group, whole }));
  const only = planOf(all);
  if (only.byteLength <= limit) return [{ shards: all, plan: only }];
  const arenas: ArenaPlan<Plan>[] = [];
  for (let rest: readonly Shard[] = all; rest.length > 0; ) {
    const [shards, others] = split(rest, fitting(rest, limit, planOf));
    arenas.push({ shards, plan: planOf(shards) });
    rest = others;
  }
  return arenas;
}

/** The number of parameters that fit into an arena. */
function fitting(
  shards: readonly Shard[],
  limit: number,
  planOf: (shards: readonly Shard[]) => { readonly byteLength: number },
): number {
  const count = countOf(shards);
  const bytesOf = (first: number) => planOf(split(shards, first)[0]).byteLength;
  if (bytesOf(count) <= limit) return count;
  // The first `fits` parameters fit, the first `exceeds` don't.
  let [fits, exceeds] = [0, count];
  while (exceeds - fits > 1) {
    const middle = Math.floor((fits + exceeds) / 2);
    if (bytesOf(middle) <= limit) fits = middle;
    else exceeds = middle;
  }
  if (fits > 0) return fits;
  const [first] = shards.flatMap(({ group }) => group.params);
  const name = first?.name == null ? "one parameter" : `the parameter ${JSON.stringify(first.name)}`;
  const what = `${name} of ${first?.length} values needs them with its state, in one memory`;
  throw new OutOfMemoryError(bytesOf(1), limit, `${what}: split it into several parameters`);
}

function countOf(shards: readonly Shard[]): number {
  return shards.reduce((sum, { group }) => sum + group.params.length, 0);
}

/** The first parameters, and the others. */
function split(shards: readonly Shard[], first: number): [readonly Shard[], readonly Shard[]] {
  const before: Shard[] = [];
  const after: Shard[] = [];
  let left = first;
  for (const { group, whole } of shards) {
    const { length } = group.params;
    const taken = Math.min(left, length);
    left -= taken;
    if (taken > 0 || length === 0) before.push({ group: slice(group, 0, taken), whole });
    if (taken < length) after.push({ group: slice(group, taken, length), whole });
  }
  return [before, after];
}

function slice(group: CheckedGroup, start: number, end: number): CheckedGroup {
  if (start === 0 && end === group.params.length) return group;
  return { ...group, params: group.params.slice(start, end), excluded: group.excluded.slice(start, end) };
}
