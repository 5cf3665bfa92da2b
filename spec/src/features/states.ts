/** The table of saved states of other libraries. */
import type { Outcome } from "../outcome.js";
import { table } from "./table.js";

/** Parses `state of torch/StepLR 0`, or for a skipped state `state of keras/CosineDecay, which has no step`. */
const STATE = /^state of (?<name>\S+?)(?: \d+)?(?:, which (?<why>.+))?$/;

/** The reason why a state can't be resumed, if its result does not contain one. */
const reasons: Readonly<Record<string, string>> = {
  "transformers/greedy": "not read: a `MetricRate` resumes from its own states",
  "torch/SGD": "the optimizer is not available",
};

/** A row for each name: the number of states that can be resumed, and the reason for the others. */
export function statesTable(outcomes: readonly Outcome[]): string {
  const rows = new Map<string, { passed: number; all: number; why: string | undefined }>();
  for (const outcome of outcomes) {
    const { name, why } = STATE.exec(outcome.status === "skipped" ? outcome.what : outcome.id)?.groups ?? {};
    if (name === undefined) continue;
    const row = rows.get(name) ?? { passed: 0, all: 0, why };
    rows.set(name, row);
    row.all += 1;
    if (outcome.status === "passed") row.passed += 1;
  }
  const cells = [...rows].map(([name, { passed, all, why }]) => [
    `\`${name}\``,
    `${passed} of ${all}`,
    passed === all ? "" : (why ?? reasons[name] ?? ""),
  ]);
  return table(["state of", "resumed", "remarks"], cells);
}
