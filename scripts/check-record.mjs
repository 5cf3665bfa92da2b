/** Fails if a prebuilt module does not match the Rust sources. Needs only Node; `npm test` runs it. */

import { modules } from "./wasm/paths.mjs";
import { staleness } from "./wasm/record.mjs";

const problems = Object.values(modules).flatMap((module) =>
  staleness(module).map((problem) => `${module.name}: ${problem}`),
);
if (problems.length > 0) {
  console.error("A prebuilt module does not match the Rust sources:");
  for (const problem of problems) console.error(`  ${problem}`);
  console.error(
    "Run `npm run build:wasm` and commit the changed files (CONTRIBUTING.md, 'The WebAssembly modules').",
  );
  process.exit(1);
}
console.log("The prebuilt modules match their sources.");
