/** The table of learning-rate finders. */
import type { Outcome } from "../outcome.js";
import { FINDER_SHARE } from "../tolerances.js";
import { table } from "./table.js";

/** A row for each library: the values that pass, and those skipped because two candidates are nearly tied. */
export function findersTable(outcomes: readonly Outcome[]): string {
  const rows = Object.entries(FINDER_SHARE).map(([library, share]) => {
    const inId = new RegExp(`(?:^|/)${library.replaceAll("-", "_")}(?:_exp|_linear)?(?:/|$)`);
    const passed = outcomes.filter((outcome) => outcome.status === "passed" && inId.test(outcome.id));
    const ties = outcomes.filter(
      (outcome) => outcome.status === "skipped" && outcome.what === `near tie of ${library}`,
    );
    return [
      library,
      `${passed.length} of ${passed.length + ties.length}`,
      share === 0 ? "exact" : share.toExponential(1),
      ties.length === 0 ? "" : `${ties.length} near a tie: the last bit of a platform's arithmetic decides`,
    ];
  });
  return table(["library", "values that agree", "bound", "remarks"], rows);
}
