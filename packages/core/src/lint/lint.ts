/** The mistakes that people make with schedules, found before training. */
import { InvalidArgumentError } from "../errors.js";
import { isSchedule, type Schedule } from "../schedule/schedule.js";
import type { Run } from "../units/run.js";
import { declarations, type Finding, type FindingCode } from "./finding.js";
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
 * What is likely to be wrong with a schedule, the worst first; nothing where all is well.
 *
 * Looks at the tree and at a few thousand values, however long the run is. What it doesn't know of the run, it doesn't
 * judge: without `totalSteps` the run ends where a decay ends, without `optimizer` there are no rules about Adam.
 *
 * @param run What is known of the run: an object, or what `describeRun` made.
 * @throws InvalidArgumentError for something that is no schedule, and for a run with a field that is wrong.
 */
export function lint(schedule: Schedule, run: LintRun | Run = {}): readonly Finding[] {
  if (!isSchedule(schedule)) throw new InvalidArgumentError("schedule", schedule, "a schedule");
  const { run: known, accept } = readRun(run);
  const profile = profileOf(schedule, known);
  const broken: readonly Draft<FindingCode>[] = checkValues(profile);
  const isBroken = broken.some(({ code }) => code === "not-finite");
  const drafts = isBroken ? broken : [...broken, ...rules.flatMap((rule) => rule(profile))];
  return drafts
    .map((draft): Finding => ({ ...draft, severity: declarations[draft.code].severity }))
    .filter(({ code }) => !accept.has(code))
    .sort((a, b) => ORDER[a.severity] - ORDER[b.severity] || a.step - b.step);
}
