/** Consecutive labeled parts of a schedule, all on the steps of the whole schedule. */
import type { ScheduleDraft } from "../tree/draft.js";

export interface Segment {
  /** The label in plots and checks. */
  readonly label: string;
  readonly tree: ScheduleDraft;
  /** The step at which the next segment starts; the last segment never ends. */
  readonly until: number;
}

/** Joins segments and skips empty ones. Without `rebase`, each segment gets the steps of the whole schedule. */
export function joinSegments(parts: readonly Segment[], rebase = false): ScheduleDraft {
  let reached = 0;
  const kept = parts.filter(({ until }, i) => {
    const lasts = until > reached || i === parts.length - 1;
    if (lasts) reached = until;
    return lasts;
  });
  const last = kept[kept.length - 1] as Segment;
  if (kept.length === 1) return last.tree;
  return {
    kind: "join",
    boundaries: kept.slice(0, -1).map(({ until }) => until),
    children: kept.map(({ tree }) => tree),
    rebase,
    labels: kept.map(({ label }) => label),
  };
}
