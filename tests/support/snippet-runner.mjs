/**
 * Imports modules one after the other in one process, each in an empty folder of its own, and writes what they threw.
 *
 *   node snippet-runner.mjs <report.json> <module>...
 */

import { mkdirSync, mkdtempSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { setImmediate } from "node:timers/promises";
import { pathToFileURL } from "node:url";
import { inspect } from "node:util";

const [report = "", ...modules] = process.argv.slice(2);
const folders = join(dirname(report), "folders");
mkdirSync(folders, { recursive: true });

/**
 * What each module threw, also later, while it was the newest one.
 *
 * @type {Record<string, string[]>}
 */
const thrown = {};
let newest = "";
const note = (/** @type {unknown} */ error) => thrown[newest]?.push(inspect(error));
process.on("uncaughtException", note).on("unhandledRejection", note);

for (const path of modules) {
  newest = path;
  thrown[path] = [];
  process.chdir(mkdtempSync(join(folders, "snippet-")));
  await import(pathToFileURL(path).href).catch(note);
  await setImmediate();
  removeOthers();
  if (process.exitCode !== undefined) note(`it set the exit code ${process.exitCode}`);
  process.exitCode = undefined;
}
/** Modules that Emscripten made end the process at any error. */
function removeOthers() {
  for (const event of ["uncaughtException", "unhandledRejection"]) {
    for (const listener of process.listeners(/** @type {"uncaughtException"} */ (event))) {
      if (listener !== note) process.off(event, listener);
    }
  }
}

process.on("exit", () => writeFileSync(report, JSON.stringify(thrown)));
