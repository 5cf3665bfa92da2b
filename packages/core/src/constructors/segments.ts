/** Labeled parts of a schedule, one after the other, all on the steps of the whole schedule. */
import type { ScheduleDraft } from "../tree/draft.js";

export interface Segment {
  /** What plots and checks call it. */
  readonly label: string;
  readonly tree: ScheduleDraft;
  /** The step at which the next segment takes over; the last one never ends. */
  readonly until: number;
}

/** Joins segments and skips those that last no step. Without `rebase` each one sees the steps of the whole schedule. */
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
