/** A Python module with the schedule, as a closed form if it is accurate, otherwise as a table. */
import { InvalidArgumentError, type Schedule } from "@anneal/core";
import { type ExportComment, escaped, exportComment } from "../../reading/export-comment.js";
import { float64 } from "../arithmetic.js";
import type { ExportedFile } from "../result.js";
import { differenceOf, eachRate, isRounding, type RunFacts, ratesByStep } from "../run-rates.js";
import { withPoint } from "../writing/numbers.js";
import { closedForm } from "./closed-form.js";
import { NoClosedForm } from "./cycle-starts.js";
import { type HookedEngine, hooks } from "./hooks.js";
import { pythonTree } from "./python-tree.js";

/** The longest table; a longer one makes a file that editors can't open. */
const LONGEST_TABLE = 200_000;

export interface PythonFile extends ExportedFile {
  readonly isTable: boolean;
}

/** @throws InvalidArgumentError if the run is too long for a table, and there is no accurate closed form. */
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
BASE_RATE = ${withPoint(facts.size || 1)}
_schedule = ${expression}


def learning_rate(update):
    """The rate of an update of the run, counted from 0."""
    return _schedule(float(max(0, update)))

${code}`;
  return { name: `${engine.replaceAll("-", "_")}_schedule.py`, format: "python", text, isTable };
}

function codeOf(schedule: Schedule, facts: RunFacts) {
  try {
    return { ...accurateForm(schedule, facts), isTable: false };
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

/** @throws NoClosedForm also if the expression differs from the schedule by more than rounding. */
function accurateForm(schedule: Schedule, facts: RunFacts) {
  // Subnormal numbers have fewer digits, so their last one is more than rounding.
  if (facts.size > 0 && facts.size < float64.leastNormal)
    throw new NoClosedForm("its rates are subnormal numbers");
  const code = pythonTree(schedule.node, facts.total);
  const { largest } = differenceOf(schedule, ratesByStep(closedForm(schedule.node, facts.total)), facts);
  if (!isRounding(largest, facts, float64)) {
    throw new NoClosedForm(`its closed form loses accuracy at update ${largest.step}`);
  }
  return code;
}
