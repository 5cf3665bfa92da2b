/** Every golden schedule of every library, traced: within 1e-6 of its largest value. */
import { readFileSync } from "node:fs";
import type { Schedule } from "@anneal/core";
import { type ReduceOnPlateauOptions, reduceOnPlateau, type Tree, traceable } from "@anneal/jax";
import { jit, numpy as np, tree } from "@jax-js/jax";
import { beforeAll, describe, expect, test } from "vitest";
import { findLibrary } from "../../../spec/src/libraries.js";
import type { Curve, ScheduleCase } from "../../../spec/src/schedule-case.js";
import { cases, sampled } from "../../core/test/support/random-cases.js";
import { devices, useDevice } from "./support/devices.js";

const file = new URL("../../../spec/golden/schedules.json", import.meta.url);
const curves = (JSON.parse(readFileSync(file, "utf8")) as ScheduleCase[]).filter(
  (golden) =>
    golden.raises === undefined &&
    !("metrics" in golden) &&
    findLibrary(golden.library)?.names.has(golden.name),
);
const TRACED = 1e-6;
const plateaus = (JSON.parse(readFileSync(file, "utf8")) as PlateauCase[]).filter(
  ({ name }) => name === "contrib.reduce_on_plateau",
);

interface PlateauCase extends ScheduleCase {
  readonly metrics: readonly number[];
}

/** The laws of trace.test.ts hold on both devices; the values of the libraries are computed on the slow one nightly. */
const computing = cases(1) > 1 ? devices : devices.slice(0, 1);

describe.each(computing)("on %s", (device) => {
  beforeAll(() => useDevice(device));

  test.each(sampled(curves, 6).map((golden) => [golden.id, golden] as const))("%s", (_id, golden) => {
    for (const curve of findLibrary(golden.library)?.curves(golden) ?? []) check(golden, curve);
  });
});

const camelCase = (name: string) => name.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());

/** The names of arguments, and of those in a list; schedules in a list keep the library's own. */
function renamed(args: unknown): unknown {
  if (Array.isArray(args)) return args.map((each) => ("name" in Object(each) ? each : renamed(each)));
  if (typeof args !== "object" || args === null) return args;
  return Object.fromEntries(Object.entries(args).map(([key, value]) => [camelCase(key), renamed(value)]));
}

describe("reduceOnPlateau under jit", () => {
  beforeAll(() => useDevice("wasm"));

  test.each(plateaus.map((golden) => [golden.id, golden] as const))("%s", (_id, golden) => {
    const make = () => reduceOnPlateau(renamed(golden.args) as ReduceOnPlateauOptions);
    if (golden.raises !== undefined) return expect(make).toThrow("must be");
    const scale = make();
    const step = jit((state: Tree, value: np.Array): [np.Array, Tree] => {
      const [updates, next] = scale.update(np.ones([]), state, null, { value });
      value.dispose();
      return [updates, next];
    });
    let state = scale.init(np.ones([]));
    // The first rate is that before any loss.
    const rates = golden.lr?.slice(1).map(Number) ?? [];
    for (const [i, rate] of rates.entries()) {
      const [update, next] = step(state, np.array(golden.metrics[i] as number, { dtype: np.float32 }));
      state = next;
      expect(Math.abs((update.js() as number) - rate), `after ${i + 1} losses`).toBeLessThanOrEqual(TRACED);
    }
    tree.dispose(state);
    step.dispose();
  });
});

describe("by Optax's name and arguments in camelCase", async () => {
  const made = new Map<string, unknown>(Object.entries(await import("@anneal/jax")));
  const ofOptax = curves.filter(({ library }) => library === "optax");

  test.each(ofOptax.map((golden) => [golden.id, golden] as const))("%s", (_id, golden) => {
    const make = made.get(camelCase(golden.name)) as (args: unknown) => Schedule;
    const [curve] = findLibrary(golden.library)?.curves(golden) ?? [];
    expect(make(renamed(golden.args)).node).toEqual(curve?.schedule.node);
  });
});

function check({ steps }: ScheduleCase, { label, schedule, values }: Curve): void {
  if (steps.length === 0) return;
  const dtype = steps.every(Number.isInteger) ? np.int32 : np.float32;
  const traced = jit((count: np.Array) => traceable(schedule)(count));
  const got = traced(np.array([...steps], { dtype })).js() as number[];
  traced.dispose();
  const expected = values.map(Number);
  const largest = Math.max(...expected.filter(Number.isFinite).map(Math.abs));
  const worst = steps.flatMap((step, i) => {
    const [is, should] = [got[i] as number, expected[i] as number];
    return Object.is(is, should) || Math.abs(is - should) <= TRACED * largest
      ? []
      : [`${label} at step ${step}: ${is} instead of ${should}, off by ${Math.abs(is - should) / largest}`];
  });
  expect(worst).toEqual([]);
}
