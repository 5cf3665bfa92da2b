/** Writes the files that run.py takes into the real engines: `npm run build`, then `node spec/engines/write-exports.mjs`. */
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { exportedCases, exportedFiles, TOTAL_STEPS } from "../dist/exported-files.js";

const folder = new URL("exports/", import.meta.url);
rmSync(folder, { recursive: true, force: true });
const cases = {};
for (const name of Object.keys(exportedCases)) {
  const files = exportedFiles(name);
  mkdirSync(new URL(`${name}/`, folder), { recursive: true });
  cases[name] = {};
  for (const [engine, { file }] of Object.entries(files)) {
    cases[name][engine] = file.name;
    writeFileSync(new URL(`${name}/${file.name}`, folder), file.text);
  }
}
writeFileSync(
  new URL("cases.json", folder),
  `${JSON.stringify({ totalSteps: TOTAL_STEPS, cases }, null, 2)}\n`,
);
