/** Lengths of a run in tokens or samples. */
import type { Report } from "../../building/engine.js";

/**
 * The tokens or samples of a run: those in the file, unless the caller gives another number of updates. An engine counts
 * the last update as well if it is not full, so a difference of less than one update is none.
 */
export function countOfRun(written: number, perUpdate: number, report: Report): number {
  const known = report.knownTotal;
  return known === undefined || Math.abs(written / perUpdate - known) < 1 ? written : known * perUpdate;
}

/** Lengths of a run as OLMo writes them: `2e12T` tokens, `1ep` epochs, or a number of steps. */
export type RunLength = { readonly unit: "tokens" | "epochs" | "steps"; readonly value: number };

export function readRunLength(text: string): RunLength | null {
  const [, digits = "", unit = ""] = /^\s*([\d._]+(?:e[+-]?\d+)?)\s*(T|ep)?\s*$/i.exec(text) ?? [];
  const value = Number(digits.replaceAll("_", ""));
  if (digits === "" || !Number.isFinite(value)) return null;
  return { unit: unit === "" ? "steps" : unit.toLowerCase() === "t" ? "tokens" : "epochs", value };
}
