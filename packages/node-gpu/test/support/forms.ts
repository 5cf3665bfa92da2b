/** Forms of rules as a device compiles them. */
import type { Rule } from "@anneal/core";
import { Fields } from "@anneal/core/arguments";
import { readFlags, readHypers } from "@anneal/core/optimizer-engine";
import { createForm } from "../../src/optimizers/form.js";

/** The form of parameters of one dimension. */
export function formOf(rule: Rule, options: Readonly<Record<string, unknown>> = {}) {
  const names = [...Object.keys(rule.hyper), ...Object.keys(rule.flags)];
  const fields = new Fields<string>(rule.name, "options", options, names);
  const [flags, hyper] = [readFlags(rule, fields, {}), readHypers(rule, fields, {})];
  return createForm({ rule, flags, hyper, isMatrix: false, ratesOnDevice: false, skips: false });
}
