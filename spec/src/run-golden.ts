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
import { runGoldenFolder } from "./golden-folder.js";
import { makeReport } from "./report.js";

try {
  const reason = whyNoModule();
  if (reason !== null) throw new Error(reason);
  const folder = process.env.GOLDEN_DIR
    ? resolve(process.env.GOLDEN_DIR)
    : fileURLToPath(new URL("../golden", import.meta.url));
  const { lines, failed } = makeReport(runGoldenFolder(folder));
  console.log([`golden vectors of ${folder}, on the host and on the module`, ...lines].join("\n"));
  if (failed) process.exitCode = 1;
} catch (error) {
  console.error(`golden: ${error instanceof Error ? error.message : error}`);
  process.exitCode = 1;
}
