#!/usr/bin/env node
/** Starts the command. A separate file, so that npm can link it before anything is built. */
import { existsSync } from "node:fs";

const program = new URL("../dist/index.js", import.meta.url);
if (existsSync(program)) {
  const { run } = await import(program.href);
  process.exitCode = await run(process.argv.slice(2), process);
} else {
  console.error("anneal: not built yet; run npm run build");
  process.exitCode = 1;
}
