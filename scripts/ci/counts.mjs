/** How many tests a step of the checks stands for. */

import { existsSync, readFileSync } from "node:fs";

/** @typedef {import("./step.mjs").Result} Result */
/** @typedef {import("./step.mjs").Count} Count */

/**
 * A step that is one check.
 *
 * @param {Result} result
 * @returns {Count}
 */
export function one({ status }) {
  return status === 0 ? { passed: 1, failed: 0 } : { passed: 0, failed: 1 };
}

/**
 * cargo ends every test binary with `test result: ok. 3 passed; 0 failed; ...`.
 *
 * @param {Result} result
 * @returns {Count}
 */
export function countCargoTests({ output }) {
  return ran(sum([...output.matchAll(/^test result: .*?(\d+) passed; (\d+) failed;/gm)]));
}

/**
 * The golden vectors end with `N passed, N failed, N skipped`. What is skipped is named there and is no failure:
 * it is what the project does not support yet.
 *
 * @param {Result} result
 * @returns {Count}
 */
export function countGolden({ output }) {
  return ran(sum([...output.matchAll(/^(\d+) passed, (\d+) failed, \d+ skipped$/gm)].slice(-1)));
}

/**
 * vitest's JSON report. A skipped test counts as failed: with all requirements at hand there is no reason to skip.
 *
 * @param {Result} result
 * @param {string} report path of the report
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
 * Tests that did not run have not passed.
 *
 * @param {Count} count
 * @returns {Count}
 */
function ran(count) {
  return count.passed + count.failed === 0 ? { passed: 0, failed: 1 } : count;
}
