/** Counts the tests of each step of the checks. */

import { existsSync, readFileSync } from "node:fs";

/** @typedef {import("./step.mjs").Result} Result */
/** @typedef {import("./step.mjs").Count} Count */

/**
 * A step that counts as one check.
 *
 * @param {Result} result
 * @returns {Count}
 */
export function one({ status }) {
  return status === 0 ? { passed: 1, failed: 0 } : { passed: 0, failed: 1 };
}

/**
 * The output of each test binary ends with `test result: ok. 3 passed; 0 failed; ...`.
 *
 * @param {Result} result
 * @returns {Count}
 */
export function countCargoTests({ output }) {
  return ran(sum([...output.matchAll(/^test result: .*?(\d+) passed; (\d+) failed;/gm)]));
}

/**
 * The output of the golden vectors ends with `N passed, N failed, N skipped`. Skipped vectors are listed there and are
 * not failures: the project does not support them yet.
 *
 * @param {Result} result
 * @returns {Count}
 */
export function countGolden({ output }) {
  return ran(sum([...output.matchAll(/^(\d+) passed, (\d+) failed, \d+ skipped$/gm)].slice(-1)));
}

/**
 * Counts vitest's JSON report. A skipped test counts as failed, because all requirements are installed.
 *
 * @param {Result} result
 * @param {string} report the path of the report
 * @returns {Count}
 */
export function countVitest({ status }, report) {
  if (!existsSync(report)) return one({ status: status === 0 ? 1 : status, output: "" });
  const { numPassedTests, numTotalTests } = JSON.parse(readFileSync(report, "utf8"));
  return ran({ passed: numPassedTests, failed: numTotalTests - numPassedTests });
}

/**
 * @param {RegExpMatchArray[]} lines with the numbers of passed and failed tests
 * @returns {Count}
 */
function sum(lines) {
  const add = (/** @type {number} */ group) => lines.reduce((total, line) => total + Number(line[group]), 0);
  return { passed: add(1), failed: add(2) };
}

/**
 * A step without any counted test has failed.
 *
 * @param {Count} count
 * @returns {Count}
 */
function ran(count) {
  return count.passed + count.failed === 0 ? { passed: 0, failed: 1 } : count;
}
