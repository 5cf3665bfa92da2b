/** A Python module with the exact schedule, as a closed form if there is one, otherwise as a table. */
import { InvalidArgumentError, type Schedule } from "@anneal/core";
import { type ExportComment, escaped, exportComment } from "../../reading/export-comment.js";
import type { ExportedFile } from "../result.js";
import { eachRate, type RunFacts } from "../run-rates.js";
import { decimal } from "../writing/numbers.js";
import { type HookedEngine, hooks } from "./hooks.js";
import { NoClosedForm, pythonTree } from "./python-tree.js";

/** The longest table; a longer one makes a file that editors can't open. */
const LONGEST_TABLE = 200_000;

export interface PythonFile extends ExportedFile {
  readonly isTable: boolean;
}

export function pythonFile(
  engine: HookedEngine,
  schedule: Schedule,
  facts: RunFacts,
  comment: ExportComment,
  remarks: readonly string[],
): PythonFile {
  const { head, expression, isTable } = codeOf(schedule, facts);
  const { usage, code } = hooks[engine];
  const text = `"""A learning-rate schedule made by anneal: learning_rate(update), from update 0 on.

${usage}
"""
${[...remarks.map(escaped), exportComment(comment)].map((line) => `# ${line}\n`).join("")}
${head}

TOTAL_STEPS = ${facts.total}
BASE_RATE = ${decimal(facts.size || 1)}
_schedule = ${expression}


def learning_rate(update):
    """The rate of an update of the run, counted from 0."""
    return _schedule(max(0, update))

${code}`;
  return { name: `${engine.replaceAll("-", "_")}_schedule.py`, format: "python", text, isTable };
}

function codeOf(schedule: Schedule, facts: RunFacts) {
  try {
    return { ...pythonTree(schedule.node, facts.total), isTable: false };
  } catch (error) {
    if (!(error instanceof NoClosedForm)) throw error;
    if (facts.total > LONGEST_TABLE) {
      const expected = `one with a closed form, or a run of at most ${LONGEST_TABLE} updates (${error.message})`;
      throw new InvalidArgumentError("schedule", schedule, expected);
    }
    const rates: number[] = [];
    eachRate(schedule, facts.total, (rate) => rates.push(rate));
    const values = { kind: "table", start: 0, values: rates, interpolation: "previous" } as const;
    return { ...pythonTree(values, facts.total), isTable: true };
  }
}
