/** The findings of lint: a mistake, where it is, its cost, and the code that fixes it. */
import type { Declarations, Draft, Severity } from "./rule.js";
import { findings as end } from "./rules/end.js";
import { findings as jumps } from "./rules/jumps.js";
import { findings as length } from "./rules/length.js";
import { findings as upsideDown } from "./rules/upside-down.js";
import { findings as usual } from "./rules/usual.js";
import { findings as values } from "./rules/values.js";
import { findings as warmUp } from "./rules/warm-up.js";

/**
 * Every rule by the code of its findings: severity, description, and options that often fix it. Each is declared next to its
 * check.
 */
export const lintRules = {
  ...values,
  ...warmUp,
  ...jumps,
  ...length,
  ...end,
  ...upsideDown,
  ...usual,
} satisfies Declarations;

export type FindingCode = keyof typeof lintRules;

export interface Finding extends Draft<FindingCode> {
  readonly severity: Severity;
}
