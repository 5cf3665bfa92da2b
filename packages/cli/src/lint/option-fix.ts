/** A finding's fix as command-line options: a change of the options that were typed. */
import { type Finding, type LintRule, lintRules } from "@anneal/core";
import type { ScheduleWords } from "../command-line/command-line.js";
import { constructors } from "../constructors/index.js";
import { shellLine } from "../constructors/written.js";
import { kebabCase } from "../words/names.js";

/** New values of options, by their names in TypeScript. */
type Change = Readonly<Record<string, string>>;

/** The length of the run; null: unknown. */
interface RunLength {
  readonly totalSteps: number | null;
}

/** Lints the schedule of other arguments; null if they make none. */
export type Recheck = (words: ScheduleWords) => Promise<readonly Finding[] | null>;

/** The change with the length of the run in place of `"run"`, or without it if the length is unknown. */
function forRun(change: Change, { totalSteps }: RunLength): Change {
  const entries = Object.entries(change).map(([name, value]) => [name, value === "run" ? totalSteps : value]);
  return Object.fromEntries(
    entries.flatMap(([name, value]) => (value === null ? [] : [[name, String(value)]])),
  );
}

/** The option that another one replaces. */
const REPLACES: Readonly<Record<string, string>> = { end: "endRatio", warmupFrom: "warmupFromRatio" };

/**
 * The options that remove the finding and cause no other error or warning: `--warmup-rule "(t+1)/W"`. Null if there are
 * none, or if the schedule was not typed as a constructor.
 */
export async function optionFix(
  words: ScheduleWords,
  { code }: Finding,
  found: readonly Finding[],
  run: RunLength,
  recheck: Recheck,
): Promise<string | null> {
  const { constructorEntry } = words;
  if (constructorEntry === null) return null;
  const known = new Set(found.map((finding) => finding.code));
  const rule: LintRule = lintRules[code];
  for (const correction of rule.corrections) {
    const change = forRun(correction, run);
    const changed = apply(words, change);
    if (changed === null) continue;
    const after = await recheck(changed);
    const isWorse = after?.some((each) => each.severity !== "info" && !known.has(each.code));
    if (after === null || isWorse || after.some((each) => each.code === code)) continue;
    const options = Object.entries(change).flatMap(([name, value]) => [`--${kebabCase(name)}`, value]);
    const isOther = changed.constructorEntry?.name !== constructorEntry.name;
    return shellLine([...(isOther ? [kebabCase(changed.constructorEntry?.name ?? "")] : []), ...options]);
  }
  return null;
}

/** The arguments with other options, for the same constructor or, if it has no warm-up, for its variant with one. */
function apply(words: ScheduleWords, change: Change): ScheduleWords | null {
  const names = Object.keys(change);
  const { constructorEntry } = words;
  if (constructorEntry === null || names.length === 0) return null;
  const twin = `warmup${constructorEntry.name[0]?.toUpperCase()}${constructorEntry.name.slice(1)}`;
  const entry = [constructorEntry, constructors.get(twin)].find((each) =>
    names.every((name) => each && name in each.options),
  );
  if (entry === undefined) return null;
  const options = new Map(words.options);
  for (const [name, value] of Object.entries(change)) {
    options.set(name, [value]);
    const replaced = REPLACES[name];
    if (replaced !== undefined) options.delete(replaced);
  }
  return { ...words, constructorEntry: entry, options };
}
