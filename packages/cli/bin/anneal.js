#!/usr/bin/env node
/** Starts the command. A separate file, so that npm can link it before anything is built. */
import { run } from "../dist/index.js";

process.exitCode = await run(process.argv.slice(2), process);
