/** Random trees, some of whose numbers are at the ends of the range of float64 or float32, or beyond whole numbers. */
import { type Schedule, type ScheduleNode, scheduleFromTree } from "@anneal/core";
import fc from "fast-check";
import { randomTrees } from "../../../../core/test/support/random-trees.js";

const extremes = fc.constantFrom(
  ...[0, 1, -1, 3, 0.5, -0.5, 1e-7, 1e6],
  ...[5e-324, 1e-310, 2 ** -1022, 1e-300, 1e-200, 1e-45, 1e-38, 1e-30],
  ...[1e38, 1e39, 1e100, 1e200, 1e300, 8e307, -1e200, -1e300, -1e-310],
  ...[2 ** 31, 3e9, 1e16, 2 ** 53, 2 ** 53 + 2, 1e22],
);

/** Replaces each number, in the order of the tree, if `pick` returns another one. */
function replaced(value: unknown, key: string, pick: () => number | null): unknown {
  if (typeof value === "number") return (key === "limit" ? null : pick()) ?? value;
  if (Array.isArray(value)) {
    const items = value.map((item) => replaced(item, key, pick));
    return key === "boundaries" ? (items as number[]).sort((one, other) => one - other) : items;
  }
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, replaced(item, name, pick)]));
}

function scheduleOrNull(tree: unknown): Schedule | null {
  try {
    return scheduleFromTree(tree as ScheduleNode);
  } catch {
    return null;
  }
}

export const extremeSchedules: fc.Arbitrary<{ readonly schedule: Schedule; readonly total: number }> = fc
  .record({
    tree: randomTrees({ extremes: true, span: 60, maxDepth: 3 }),
    others: fc.infiniteStream(
      fc.oneof({ weight: 9, arbitrary: fc.constant(null) }, { weight: 1, arbitrary: extremes }),
    ),
    total: fc.integer({ min: 1, max: 130 }),
  })
  .map(({ tree, others, total }) => {
    const pick = () => others.next().value ?? null;
    return { schedule: scheduleOrNull(replaced(tree, "", pick)), total };
  })
  .filter((each): each is { schedule: Schedule; total: number } => each.schedule !== null);
