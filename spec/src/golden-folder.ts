/** Runs every file of a folder of golden vectors. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { runFinderFile } from "./lr-finder.js";
import { runOptimizerFile } from "./optimizer-file.js";
import type { Outcome } from "./outcome.js";
import { runQuantizedFile } from "./quantized-optimizers.js";
import { runScheduleFile } from "./schedules.js";
import { runStateFile } from "./state-dict.js";

/** What runs a file, by its name. */
const runners = new Map<string, (content: unknown) => Outcome[]>([
  ["schedules.json", runScheduleFile],
  ["more-schedules.json", runScheduleFile],
  ["textbook.json", runScheduleFile],
  ["optimizers.json", runOptimizerFile],
  ["optimizers-more.json", runOptimizerFile],
  ["optimizers-options.json", runOptimizerFile],
  ["muon.json", runOptimizerFile],
  ["optimizers-8bit.json", runQuantizedFile],
  ["state_dict.json", runStateFile],
  ["lr_finder.json", runFinderFile],
]);

/** What came of one file. */
export interface FileOutcome {
  readonly file: string;
  readonly outcomes: readonly Outcome[];
}

/**
 * What came of every JSON file of the folder, one after the other. Files with names that nothing here knows are skipped.
 * @throws Error when the folder can't be read.
 */
export function runGoldenFolder(folder: string): FileOutcome[] {
  const files = readFolder(folder)
    .filter((entry) => !entry.isDirectory() && entry.name.endsWith(".json"))
    .map(({ name }) => name)
    .sort();
  return files.map((file) => ({ file, outcomes: runFile(join(folder, file), file) }));
}

function readFolder(folder: string) {
  try {
    return readdirSync(folder, { withFileTypes: true });
  } catch (error) {
    throw new Error(`GOLDEN_DIR can't be read: ${error instanceof Error ? error.message : error}`);
  }
}

function runFile(path: string, file: string): readonly Outcome[] {
  const runner = runners.get(file);
  if (runner === undefined) return [{ status: "skipped", what: `the file ${file}` }];
  try {
    return runner(JSON.parse(readFileSync(path, "utf8")));
  } catch (error) {
    // The message of a syntax error may quote the file over several lines.
    const [reason] = (error instanceof Error ? error.message : String(error)).split("\n");
    return [{ status: "failed", id: file, reasons: [`the file can't be used: ${reason}`] }];
  }
}
