/** Finds common mistakes in schedules before training. */
import { InvalidArgumentError } from "../errors.js";
import { isSchedule, type Schedule } from "../schedule/schedule.js";
import type { Run } from "../units/run.js";
import { type Finding, type FindingCode, lintRules } from "./finding.js";
import { type Profile, profileOf } from "./profile.js";
import type { Draft } from "./rule.js";
import { checkEnd, checkRebound } from "./rules/end.js";
import { checkJumps } from "./rules/jumps.js";
import { checkLength } from "./rules/length.js";
import { checkDirection } from "./rules/upside-down.js";
import { checkMinimum, checkPeak } from "./rules/usual.js";
import { checkFirstUpdate, checkValues } from "./rules/values.js";
import { checkWarmUp } from "./rules/warm-up.js";
import { type LintRun, readRun } from "./run.js";

const rules: readonly ((profile: Profile) => Draft<FindingCode>[])[] = [
  checkFirstUpdate,
  checkWarmUp,
  checkJumps,
  checkLength,
  checkRebound,
  checkEnd,
  checkDirection,
  checkPeak,
  checkMinimum,
];

const ORDER = { error: 0, warning: 1, info: 2 } as const;

/**
 * Likely mistakes in a schedule, most severe first; empty if there are none.
 *
 * Looks at the tree and at a few thousand values, however long the run is. Checks that need facts you did not give are
 * skipped: without `totalSteps` the run ends where a decay ends, and without `optimizer` the rules about Adam do not
 * apply.
 *
 * @param run Known facts about the run: an object, or the result of `describeRun`.
 * @throws InvalidArgumentError for anything but a schedule, or a run with an invalid field.
 */
export function lint(schedule: Schedule, run: LintRun | Run = {}): readonly Finding[] {
  if (!isSchedule(schedule)) throw new InvalidArgumentError("schedule", schedule, "a schedule");
  const { run: known, accept } = readRun(run);
  const profile = profileOf(schedule, known);
  const broken: readonly Draft<FindingCode>[] = checkValues(profile);
  const isBroken = broken.some(({ code }) => code === "not-finite");
  const drafts = isBroken ? broken : [...broken, ...rules.flatMap((rule) => rule(profile))];
  return drafts
    .map((draft): Finding => ({ ...draft, severity: lintRules[draft.code].severity }))
    .filter(({ code }) => !accept.has(code))
    .sort((a, b) => ORDER[a.severity] - ORDER[b.severity] || a.step - b.step);
}
