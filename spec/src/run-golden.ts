/**
 * Runs the golden vectors on the host and on the module, from the folder that GOLDEN_DIR names (default: spec/golden).
 *
 * The last line is `N passed, N failed, N skipped`: a case passes when both engines do, with the same bits. Skipped are
 * the cases whose library or name is not supported yet, listed by name with their count. The exit status is 1 when a
 * case failed, or there is nothing that could be run.
 */
import { resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { whyNoModule } from "./engines.js";
import { type FileOutcome, runGoldenFolder } from "./golden-folder.js";
import type { Outcome } from "./outcome.js";

const folder = process.env.GOLDEN_DIR
  ? resolve(process.env.GOLDEN_DIR)
  : fileURLToPath(new URL("../golden", import.meta.url));

try {
  const reason = whyNoModule();
  if (reason !== null) throw new Error(reason);
  report(runGoldenFolder(folder));
} catch (error) {
  console.error(`golden: ${error instanceof Error ? error.message : error}`);
  process.exitCode = 1;
}

function report(files: readonly FileOutcome[]): void {
  console.log(`golden vectors of ${folder}, on the host and on the module`);
  if (files.length === 0) {
    console.log("there is no JSON file: nothing was checked");
    process.exitCode = 1;
  }
  for (const { file, outcomes } of files) printFile(file, outcomes);
  const all = files.flatMap(({ outcomes }) => outcomes);
  printSkipped(all);
  console.log(summary(all));
  if (count(all, "failed") > 0) process.exitCode = 1;
}

function printFile(file: string, outcomes: readonly Outcome[]): void {
  console.log(`${file}: ${summary(outcomes)}`);
  for (const outcome of outcomes) {
    if (outcome.status !== "failed") continue;
    for (const reason of outcome.reasons) console.log(`  FAILED ${outcome.id}: ${reason}`);
  }
}

function printSkipped(outcomes: readonly Outcome[]): void {
  const counts = new Map<string, number>();
  for (const outcome of outcomes) {
    if (outcome.status === "skipped") counts.set(outcome.what, (counts.get(outcome.what) ?? 0) + 1);
  }
  if (counts.size > 0) console.log("skipped, because they are not supported yet:");
  for (const [what, number] of counts) console.log(`  ${what}: ${number}`);
}

function summary(outcomes: readonly Outcome[]): string {
  const statuses = ["passed", "failed", "skipped"] as const;
  return statuses.map((status) => `${count(outcomes, status)} ${status}`).join(", ");
}

function count(outcomes: readonly Outcome[], status: Outcome["status"]): number {
  return outcomes.filter((outcome) => outcome.status === status).length;
}
