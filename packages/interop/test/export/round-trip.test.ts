/** Every export, read again: the curve of the file, and the deviation of the fields that come nearest. */

import * as core from "@anneal/core";
import { recipe, recipes, restsAt, type Schedule, sample } from "@anneal/core";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { examples } from "../../../core/test/support/constructor-examples.js";
import { cases, sampled } from "../../../core/test/support/random-cases.js";
import { type ExportEngineName, exportEngineNames, toEngine } from "../../src/engines/index.js";
import { randomSchedules } from "./support/random-schedules.js";
import { distance, readExport, readNative } from "./support/round-trip.js";

/** The largest difference that float32 makes; JAX and Keras replace numbers without all digits by 0. */
function lostInFloat32(schedule: Schedule, totalSteps: number): number {
  const lost = (rate: number) => {
    const rounded = Math.fround(rate);
    return Math.abs(rate - (Math.abs(rounded) < 2 ** -126 ? 0 : rounded));
  };
  return sample(schedule, { count: totalSteps }).reduce((most, rate) => Math.max(most, lost(rate)), 0);
}

async function check(schedule: Schedule, engine: string, totalSteps: number): Promise<void> {
  const isSingle = engine === "keras" || engine === "optax";
  const lost = isSingle ? lostInFloat32(schedule, totalSteps) : 0;
  if (lost === Number.POSITIVE_INFINITY) {
    expect(() => toEngine(schedule, engine, { totalSteps })).toThrow(/at most 3\.4e\+38/);
    return;
  }
  const result = toEngine(schedule, engine, { totalSteps });
  const back = distance(schedule, await readExport(result), totalSteps);
  expect(back.largest, `${engine}: the file at update ${back.step}`).toBeLessThanOrEqual(1e-12 * back.size);
  const { native } = result;
  // Keras and Optax compute in float32. The import computes in float64.
  const rounding = (isSingle ? 1e-6 : 1e-12) * back.size;
  expect(result.isExact, engine).toBe(lost <= rounding);
  if (result.isExact) {
    expect(Math.abs(result.deviation.difference), engine).toBeLessThanOrEqual(rounding);
  } else {
    expect(Math.abs(result.deviation.difference), engine).toBe(lost);
    expect(result.notes.join(), engine).toContain("can't hold these rates");
    expect(result.file.text, engine).toContain("can't hold these rates");
  }
  if (native === null) {
    if (engine !== "typescript") expect(result.notes, engine).not.toEqual([]);
    return;
  }
  expect(native.isExact, engine).toBe(result.form === "native");
  const isNear = Math.abs(native.deviation.difference) <= rounding;
  // Fields for Keras may be inexact by less than the rounding of float32.
  const isSame =
    engine !== "keras" ||
    distance(schedule, await readNative(native), totalSteps).largest <= 1e-12 * back.size;
  expect(isNear && isSame, engine).toBe(native.isExact);
  if (!native.isExact) {
    const stated = `update ${native.deviation.step}`;
    expect(result.notes[0], engine).toContain(stated);
    expect(result.file.text, engine).toContain(stated);
  }
  if (native.file.format === "python") return;
  const nearest = distance(schedule, await readNative(native), totalSteps);
  const difference = Math.abs(nearest.largest - Math.abs(native.deviation.difference));
  expect(difference, `${engine}: what is stated`).toBeLessThanOrEqual(Math.max(rounding, lost));
}

/** The whole run, up to so many updates. */
function runOf(schedule: Schedule, most: number): number {
  const rest = restsAt(schedule.node);
  return Math.min(most, Number.isFinite(rest) && rest >= 1 ? Math.ceil(rest) : 1000);
}

const calls: [string, Schedule][] = Object.entries(examples).flatMap(([name, example]) =>
  example.calls.map((options, i): [string, Schedule] => {
    const construct = (core as unknown as Record<string, (options: object) => Schedule>)[name];
    return [`${name} ${i}`, (construct as (options: object) => Schedule)(options)];
  }),
);
const recipeCalls: [string, Schedule][] = recipes.flatMap(({ name, sizes }) =>
  sizes.slice(0, 1).map((size): [string, Schedule] => {
    const { schedule } = recipe(name, { size } as never);
    return [`${name} ${size}`, schedule];
  }),
);

describe.each(exportEngineNames)("exports to %s", (engine) => {
  it.each<[string, readonly [string, Schedule][], number]>([
    ["constructor", calls, 1000],
    ["recipe", recipeCalls, 4000],
  ])("every %s", async (_, schedules, most) => {
    for (const [name, schedule] of sampled(schedules, 15, exportEngineNames.indexOf(engine))) {
      await check(schedule, engine, runOf(schedule, most)).catch((error) => {
        throw new Error(`${name}: ${error.message}`);
      });
    }
  });
});

it("random schedules come back within what was stated", async () => {
  const engines = fc.constantFrom<ExportEngineName>(...exportEngineNames);
  await fc.assert(
    fc.asyncProperty(randomSchedules, engines, async ({ schedule, total }, engine) => {
      await check(schedule, engine, total);
    }),
    { numRuns: cases(30) },
  );
});
