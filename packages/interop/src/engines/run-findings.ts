/** Probable mistakes in the lengths of a run, its warm-up and its decay. */
import type { RunFacts } from "./building/engine.js";
import type { ImportFinding } from "./result.js";

/** Rounding tolerance of lengths that come from fractions. */
const TOLERANCE = 1;

export function runFindings({ total, warmup, decayEnd, peak, floor }: RunFacts): ImportFinding[] {
  const findings: ImportFinding[] = [];
  const warn = (code: string, message: string) => findings.push({ code, severity: "warning", message });
  if (total !== undefined && warmup !== undefined && warmup > total) {
    warn("run-shorter-than-warm-up", `the run has ${shown(total)} updates, its warm-up ${shown(warmup)}`);
  }
  if (total !== undefined && decayEnd !== undefined && decayEnd + TOLERANCE < total) {
    warn("decay-shorter-than-run", `the decay ends at update ${shown(decayEnd)}, the run at ${shown(total)}`);
  }
  if (total !== undefined && decayEnd !== undefined && decayEnd > total + TOLERANCE) {
    warn(
      "decay-longer-than-run",
      `the decay would end at update ${shown(decayEnd)}; the run ends at ${shown(total)}`,
    );
  }
  if (peak !== undefined && floor !== undefined && floor > peak) {
    warn("floor-above-curve", `the lowest rate, ${floor}, is above the peak, ${peak}`);
  }
  return findings;
}

function shown(updates: number): string {
  return String(Number(updates.toFixed(2)));
}
