/** What tests of formulas share. */
import fc from "fast-check";
import { expect } from "vitest";

export const rates = fc.double({ min: 1e-6, max: 1, noNaN: true });
/** Lengths of schedules, in steps. */
export const totals = fc.integer({ min: 1, max: 100_000 });

/** How much is left after the share `u` of half a cosine wave. */
export const cosineShare = (u: number): number => (1 + Math.cos(Math.PI * u)) / 2;

/** Within 1e-15 of the largest rate of the schedule, the bound of the numerics contract. */
export function expectClose(value: number, expected: number, largest: number): void {
  expect(Math.abs(value - expected)).toBeLessThanOrEqual(1e-15 * largest);
}
