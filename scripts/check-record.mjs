/** Fails when the prebuilt module no longer matches the Rust sources. Needs only Node; `npm test` runs it. */

import { staleness } from "./wasm/record.mjs";

const problems = staleness();
if (problems.length > 0) {
  console.error("The prebuilt module is not the one that these sources make:");
  for (const problem of problems) console.error(`  ${problem}`);
  console.error(
    "Run `npm run build:wasm` and commit packages/wasm/module (CONTRIBUTING.md, 'The WebAssembly module').",
  );
  process.exit(1);
}
console.log("The prebuilt module matches its sources.");
