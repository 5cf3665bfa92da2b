/** Runs one command of the checks: shows and records its output, and stops it if it hangs. */

import { spawn } from "node:child_process";
import { root } from "../wasm/paths.mjs";

/** The time limit of a command. Nightly runs have more random cases (CONTRIBUTING.md). */
const limitInSeconds = 15 * 60 * Math.max(1, Number(process.env.ANNEAL_CASES || 1));

/**
 * @typedef {object} Result
 * @property {number | null} status exit status; null if it was stopped
 * @property {string} output its output, without colors
 */

/**
 * @typedef {object} Count
 * @property {number} passed
 * @property {number} failed
 */

/**
 * @typedef {object} Step
 * @property {string} name
 * @property {string} command a line for the shell
 * @property {NodeJS.ProcessEnv} [environment] additional environment variables
 * @property {(result: Result) => Count} count counts the tests in the command's result
 */

/**
 * @param {Step} step
 * @returns {Promise<{ name: string, seconds: number } & Count>}
 */
export async function runStep({ name, command, environment, count }) {
  console.log(`\n=== ${name}: ${command}`);
  const start = performance.now();
  const result = await run(command, { ...process.env, ...environment, CI: "true" });
  const seconds = Math.round((performance.now() - start) / 1000);
  const counted = count(result);
  // A failed command has at least one failure, whatever its output says.
  const failed = result.status === 0 ? counted.failed : Math.max(1, counted.failed);
  console.log(`=== ${name}: ${failed === 0 ? "passed" : "FAILED"} after ${seconds} s`);
  return { name, seconds, passed: counted.passed, failed };
}

/**
 * @param {string} command
 * @param {NodeJS.ProcessEnv} env
 * @returns {Promise<Result>}
 */
function run(command, env) {
  return new Promise((resolve) => {
    const child = spawn(command, {
      cwd: root,
      env,
      shell: true,
      detached: true,
      stdio: ["ignore", "pipe", "pipe"],
    });
    let output = "";
    const keep = (/** @type {Buffer} */ chunk) => {
      process.stdout.write(chunk);
      output += chunk;
    };
    child.stdout.on("data", keep);
    child.stderr.on("data", keep);
    const timer = setTimeout(() => {
      console.log(`=== stopped after ${limitInSeconds} s`);
      // The command and all its child processes.
      if (child.pid !== undefined) process.kill(-child.pid, "SIGKILL");
    }, limitInSeconds * 1000);
    child.on("error", (error) => keep(Buffer.from(`${error.message}\n`)));
    child.on("close", (status) => {
      clearTimeout(timer);
      // biome-ignore lint/suspicious/noControlCharactersInRegex: the escape character is what starts a color
      resolve({ status, output: output.replace(/\u001b\[[\d;]*m/g, "") });
    });
  });
}
