/** Whether a range test of ours is what a library's was. */
import type { RangeTestResult } from "@anneal/core";
import { type GoldenSuggestion, numberOf } from "./lr-finder-case.js";
import { describeDeviation } from "./outcome.js";

/** The first number that is too far away, relative to the expected one; a different count is one problem too. */
export function firstProblem(
  what: string,
  expected: readonly number[],
  got: readonly number[],
  share: number,
): string[] {
  if (expected.length !== got.length) return [`${what}s: expected ${expected.length}, got ${got.length}`];
  const index = expected.findIndex((value, i) => !isNear(value, got[i] ?? Number.NaN, share));
  if (index < 0) return [];
  const value = expected[index] ?? Number.NaN;
  const tolerance = Math.abs(value) * share;
  const where = `${what} ${index}`;
  return [describeDeviation({ where, expected: value, got: got[index] ?? Number.NaN, tolerance })];
}

/** Where a suggestion is not the library's: its rate, its place in the curve, or whether there is one at all. */
export function suggestionProblems(
  golden: GoldenSuggestion,
  { suggestion }: RangeTestResult,
  share: number,
): string[] {
  const isRefused = golden.error !== undefined || golden.value === null;
  if (suggestion.rate === null) {
    return isRefused ? [] : [`expected ${golden.value}, got no suggestion: ${suggestion.why}`];
  }
  if (isRefused) return [`expected no suggestion (${golden.error ?? "None"}), got ${suggestion.rate}`];
  const problems = firstProblem("rate", [golden.value ?? Number.NaN], [suggestion.rate], share);
  if (golden.index !== undefined && golden.index !== suggestion.index) {
    problems.push(`index: expected ${golden.index}, got ${suggestion.index}`);
  }
  if (golden.point !== undefined) {
    const { rate, loss } = suggestion.point;
    problems.push(...firstProblem("point", golden.point.map(numberOf), [rate, loss], share));
  }
  return problems;
}

function isNear(expected: number, got: number, share: number): boolean {
  return Object.is(expected, got) || Math.abs(got - expected) <= Math.abs(expected) * share;
}
