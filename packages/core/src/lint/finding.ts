/** The findings of lint: a mistake, where it is, its cost, and the code that fixes it. */
import type { Draft, LintRule, Severity } from "./rule.js";
import { findings as end } from "./rules/end.js";
import { findings as jumps } from "./rules/jumps.js";
import { findings as length } from "./rules/length.js";
import { findings as upsideDown } from "./rules/upside-down.js";
import { findings as usual } from "./rules/usual.js";
import { findings as values } from "./rules/values.js";
import { findings as warmUp } from "./rules/warm-up.js";

/** Each is declared next to its check. */
const declarations = { ...values, ...warmUp, ...jumps, ...length, ...end, ...upsideDown, ...usual };

export type FindingCode = keyof typeof declarations;

/** Every rule by the code of its findings: severity, description, and options that often fix it. */
export const lintRules: Readonly<Record<FindingCode, LintRule>> = declarations;

export interface Finding extends Draft<FindingCode> {
  readonly severity: Severity;
}
