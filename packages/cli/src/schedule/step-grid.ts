/** The steps of a sample, and their values part by part. */
import type { SampleArray, Schedule } from "@anneal/core";
import { type EngineChoice, sample } from "@anneal/wasm";

/** Steps that are not stored: there may be more of them than memory holds. */
export type StepGrid =
  | { readonly kind: "range"; readonly from: number; readonly stride: number; readonly count: number }
  | { readonly kind: "list"; readonly steps: readonly number[]; readonly count: number };

export interface Part {
  readonly steps: Float64Array;
  readonly values: SampleArray;
  readonly isFirst: boolean;
}

export interface PartOptions {
  readonly engine: EngineChoice;
  readonly dtype: "float64" | "float32";
}

/** The number of values per part: enough to hide the cost of a call, few enough to stay in the cache. */
const PART_LENGTH = 32_768;

/** The values of the schedule, part by part; each part is valid until the next one is read. */
export function* sampleParts(
  schedule: Schedule,
  grid: StepGrid,
  { engine, dtype }: PartOptions,
): Generator<Part> {
  const length = Math.min(PART_LENGTH, grid.count);
  const allSteps = new Float64Array(length);
  const allValues = dtype === "float32" ? new Float32Array(length) : new Float64Array(length);
  for (let first = 0; first < grid.count; first += length) {
    const count = Math.min(length, grid.count - first);
    const steps = allSteps.subarray(0, count);
    const out = allValues.subarray(0, count);
    for (let i = 0; i < count; i++) steps[i] = stepAt(grid, first + i);
    // Whole steps can be counted from any part; for fractional ones the engine gets the steps themselves.
    if (isExact(grid)) sample(schedule, { start: steps[0] as number, stride: grid.stride, out, engine });
    else sample(schedule, { steps, out, engine });
    yield { steps, values: out, isFirst: first === 0 };
  }
}

export function stepAt(grid: StepGrid, index: number): number {
  return grid.kind === "range" ? grid.from + index * grid.stride : (grid.steps[index] as number);
}

function isExact(grid: StepGrid): grid is Extract<StepGrid, { kind: "range" }> {
  return (
    grid.kind === "range" && [grid.from, grid.stride, stepAt(grid, grid.count)].every(Number.isSafeInteger)
  );
}
