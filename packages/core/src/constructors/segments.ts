/** One part of a schedule after the other, each with a name, all on the steps of the whole schedule. */
import type { ScheduleDraft } from "../schedule/draft.js";

export interface Segment {
  /** What plots and checks call it. */
  readonly label: string;
  readonly tree: ScheduleDraft;
  /** The step at which the next segment takes over; the last one goes on for ever. */
  readonly until: number;
}

/** Joins segments; those that last no step from 0 on are left out. Unless `rebase` is set, each sees the whole's steps. */
export function segments(parts: readonly Segment[], rebase = false): ScheduleDraft {
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
