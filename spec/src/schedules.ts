/** Runs the cases of `schedules.json` and `textbook.json`: one format, many libraries. */
import type { Schedule } from "@anneal/core";
import { type Evaluation, evaluations, firstDifference } from "./engines.js";
import { findLibrary } from "./libraries.js";
import { attempt, describeDeviation, type Nearness, type Outcome } from "./outcome.js";
import type { Curve, ScheduleCase, ScheduleLibrary } from "./schedule-case.js";
import { scheduleTolerance } from "./tolerances.js";

/** What came of every case of a file. */
export function runScheduleFile(content: unknown): Outcome[] {
  if (!Array.isArray(content)) throw new Error("not a list of cases");
  return content.map((value, index) => {
    const golden = value as Partial<ScheduleCase> | null;
    const id = String(golden?.id ?? `case ${index}`);
    const { library, name } = golden ?? {};
    if (typeof library !== "string" || typeof name !== "string") {
      return attempt(id, () => ["it names no library and schedule"]);
    }
    const adapter = findLibrary(library);
    if (adapter === undefined || !adapter.names.has(name)) {
      return { status: "skipped", what: `${library}/${name}` };
    }
    const nearest: Nearness[] = [];
    const result = attempt(id, () => reasons(readCase(value), adapter, nearest));
    return result.status === "passed" && nearest.length > 0
      ? { ...result, nearness: farthest(nearest) }
      : result;
  });
}

/** Why a case fails: nothing when all is well. */
function reasons(golden: ScheduleCase, adapter: ScheduleLibrary, nearest: Nearness[]): string[] {
  if (golden.raises !== undefined) return acceptance(golden, adapter, nearest);
  return adapter.curves(golden).flatMap((curve) => deviations(golden, curve, nearest));
}

/** @param nearest gets how near the curve comes */
function deviations(golden: ScheduleCase, curve: Curve, nearest: Nearness[]): string[] {
  const { label, schedule, steps = golden.steps } = curve;
  const expected = curve.values.map(readNumber);
  if (expected.length !== steps.length) {
    return [`${label} has ${expected.length} values for ${steps.length} steps`];
  }
  const values = evaluations.host(schedule, steps);
  const largest = expected
    .filter(Number.isFinite)
    .reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  let deviation = 0;
  let allowance = 0;
  let bound = 0;
  const wrong = steps.flatMap((step, i) => {
    const found = {
      where: `${label} at step ${step}`,
      expected: expected[i] as number,
      got: values[i] as number,
      tolerance: scheduleTolerance(curve, largest, step, expected[i] as number),
    };
    if (largest > 0) bound = Math.max(bound, found.tolerance / largest);
    const error = Object.is(found.got, found.expected) ? 0 : Math.abs(found.got - found.expected);
    if (error > 0) {
      deviation = Math.max(deviation, error / largest);
      allowance = Math.max(allowance, error / found.tolerance);
    }
    return error <= found.tolerance ? [] : [describeDeviation(found)];
  });
  nearest.push({ deviation, allowance, bound });
  return [...otherBits(label, schedule, steps, values), ...wrong];
}

/** Where the module gives other bits than the host. */
function otherBits(
  label: string,
  schedule: Schedule,
  steps: readonly number[],
  values: Float64Array,
): string[] {
  return Object.entries<Evaluation>(evaluations).flatMap(([name, evaluate]) => {
    const others = evaluate(schedule, steps);
    const i = firstDifference(values, others);
    return i < 0
      ? []
      : [`${label} at step ${steps[i]}: ${others[i]} on the ${name}, ${values[i]} on the host`];
  });
}

/** A complaint when arguments that the library refuses are accepted here, and give a value where it fails. */
function acceptance(golden: ScheduleCase, adapter: ScheduleLibrary, nearest: Nearness[]): string[] {
  const { steps, raises_at } = golden;
  try {
    const curves = adapter.curves(golden);
    if (curves.length > 0 && curves.every(({ refusesAt }) => refusesAt)) {
      return curves.flatMap((curve) => deviations(golden, curve, nearest));
    }
    for (const { schedule } of curves) {
      evaluations.host(schedule, typeof raises_at === "number" ? [...steps, raises_at] : steps);
    }
  } catch (error) {
    if (error instanceof Error && error.name === "InvalidArgumentError") return [];
    throw error;
  }
  return [`the arguments ${JSON.stringify(golden.args)} were accepted; ${golden.library}: ${golden.raises}`];
}

function farthest(curves: readonly Nearness[]): Nearness {
  return {
    deviation: Math.max(...curves.map(({ deviation }) => deviation)),
    allowance: Math.max(...curves.map(({ allowance }) => allowance)),
    bound: Math.max(...curves.map(({ bound }) => bound)),
  };
}

function readCase(value: unknown): ScheduleCase {
  const golden = value as ScheduleCase;
  if (typeof golden.args !== "object" || golden.args === null) throw new Error("args must be an object");
  if (golden.steps === undefined && golden.raises_at === "construct") return { ...golden, steps: [], lr: [] };
  if (!Array.isArray(golden.steps) || !golden.steps.every(Number.isFinite)) {
    throw new Error("steps must be a list of finite numbers");
  }
  if (!Array.isArray(golden.lr)) throw new Error("lr must be a list");
  return golden;
}

/** JSON has no NaN and no infinities: the files write them as strings. */
function readNumber(value: unknown): number {
  if (typeof value === "number") return value;
  if (value === "NaN" || value === "Infinity" || value === "-Infinity") return Number(value);
  throw new Error(`${JSON.stringify(value)} is not a number`);
}
