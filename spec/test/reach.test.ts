/** How near the golden schedules come, and that no exception is wider or longer-lived than it has to be. */
import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { FLOAT32_INSIDE } from "../src/interop.js";
import type { Nearness } from "../src/outcome.js";
import type { ScheduleCase } from "../src/schedule-case.js";
import { runScheduleFile } from "../src/schedules.js";

const measured = ["schedules.json", "more-schedules.json", "textbook.json"].flatMap((file) => {
  const cases: ScheduleCase[] = JSON.parse(
    readFileSync(new URL(`../golden/${file}`, import.meta.url), "utf8"),
  );
  const outcomes = runScheduleFile(cases);
  return cases.flatMap((golden, i): { golden: ScheduleCase; nearness: Nearness }[] => {
    const outcome = outcomes[i];
    return outcome?.status === "passed" && outcome.nearness ? [{ golden, nearness: outcome.nearness }] : [];
  });
});

const nameOf = ({ library, name }: ScheduleCase) => `${library}/${name}`;
const float64 = measured.filter(({ golden: { precision = "f64" } }) => precision === "f64");

test("float64 is within 1e-12, unless the library goes through float32", () => {
  const exact = float64.filter(({ golden }) => !FLOAT32_INSIDE.has(nameOf(golden)));
  expect(exact.length).toBeGreaterThan(400);
  for (const { golden, nearness } of exact) {
    expect(nearness.bound, golden.id).toBeLessThanOrEqual(1e-12);
    expect(nearness.deviation, golden.id).toBeLessThanOrEqual(1e-12);
  }
});

test("everything is within 1e-6", () => {
  for (const { golden, nearness } of measured)
    expect(nearness.deviation, golden.id).toBeLessThanOrEqual(1e-6);
});

test.each([...FLOAT32_INSIDE])(
  "%s with 64-bit floats is float32 inside: nothing else is that far away",
  (name) => {
    const own = float64.filter(({ golden }) => nameOf(golden) === name);
    expect(Math.max(...own.map(({ nearness }) => nearness.deviation))).toBeGreaterThan(1e-8);
    // Two roundings to float32 in values up to the largest.
    for (const { golden, nearness } of own) expect(nearness.deviation, golden.id).toBeLessThan(2 ** -23);
  },
);
