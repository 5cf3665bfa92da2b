/** The text of lint's fixes, run. */
import * as core from "../../src/index.js";

/** The schedule that the text of a fix gives. */
export function applyFix(schedule: core.Schedule, fix: string): core.Schedule {
  const named = Object.entries(core).filter(([name]) => fix.includes(name));
  const names = named.map(([name]) => name);
  return new Function(...names, "schedule", `return ${fix};`)(...named.map(([, value]) => value), schedule);
}
