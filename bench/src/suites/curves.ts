/** Whole curves in WebAssembly and TypeScript, compared with loops and with filling memory. */
import { sample as sampleOnHost } from "@anneal/core";
import { sample, sampleArray } from "@anneal/wasm";
import type { BenchCase, BenchSubject, PreparedCase, Target } from "../measure/benchmark-case.js";
import * as lines from "./curve-lines.js";
import { CALLER_ARRAY, FILL, HOST, HOST_SIZE_AT_MOST, LOOP, OWN_ARRAY, RECURRENCE, SET } from "./names.js";

export const CURVES = "curves";
export const CURVE_SIZES = [1_000_000, 10_000_000];

type Dtype = "float64" | "float32";

const cosineTarget = (ratio: number): Target => ({
  subject: OWN_ARRAY,
  goals: [{ opponent: LOOP, ratio }],
});
/** Four times faster than the loop, or at most three times slower than filling memory. */
const otherTarget: Target = {
  subject: OWN_ARRAY,
  goals: [
    { opponent: LOOP, ratio: 4 },
    { opponent: FILL, ratio: 1 / 3 },
  ],
};

const entries: readonly [string, (size: number) => lines.CurveLine, Dtype, Target][] = [
  ["warm-up and cosine", lines.warmupCosineLine, "float64", cosineTarget(20)],
  ["warm-up and cosine", lines.warmupCosineLine, "float32", cosineTarget(15)],
  ["warm-up, stable, linear decay", lines.stableLinearLine, "float64", otherTarget],
  ["warm-up, stable, 1-sqrt decay", lines.stableSquareRootLine, "float64", otherTarget],
  ["one-cycle", lines.oneCycleLine, "float64", otherTarget],
  ["cosine with restarts", lines.restartsLine, "float64", otherTarget],
  ["inverse square root", lines.inverseSquareRootLine, "float64", otherTarget],
  ["exponential", lines.exponentialLine, "float64", otherTarget],
  ["join of five", lines.joinLine, "float64", otherTarget],
];

/** Every curve at every size. */
export function curveCases(sizes: readonly number[] = CURVE_SIZES): BenchCase[] {
  return entries.flatMap(([name, lineOf, dtype, target]) =>
    sizes.map((size) => ({
      suite: CURVES,
      name: `${name}, ${dtype}`,
      size,
      quick: size === Math.min(...sizes) || lineOf === lines.warmupCosineLine,
      prepare: () => prepareCurve(lineOf(size), dtype, size, target),
    })),
  );
}

function prepareCurve(
  { schedule, loop, recurrence }: lines.CurveLine,
  dtype: Dtype,
  size: number,
  target: Target,
): PreparedCase {
  const { array, own } =
    dtype === "float32"
      ? { array: () => new Float32Array(size), own: sampleArray(size, dtype) }
      : { array: () => new Float64Array(size), own: sampleArray(size, dtype) };
  const subject = (name: string, out: Float64Array | Float32Array, fill: lines.FillCurve): BenchSubject => ({
    name,
    run: () => fill(out),
    result: () => out,
  });
  const bySteps: lines.FillCurve = (out) => void sampleOnHost(schedule, { out });
  const memory = (name: string, run: () => void): BenchSubject => ({ name, run, result: () => null });
  const [filled, source] = [array(), array()];
  return {
    subjects: [
      subject(OWN_ARRAY, own, (out) => void sample(schedule, { out, engine: "wasm" })),
      subject(CALLER_ARRAY, array(), (out) => void sample(schedule, { out, engine: "wasm" })),
      ...(size <= HOST_SIZE_AT_MOST ? [subject(HOST, array(), bySteps)] : []),
      subject(LOOP, array(), loop),
      ...(recurrence === undefined ? [] : [subject(RECURRENCE, array(), recurrence)]),
      memory(FILL, () => void filled.fill(schedule(size / 2))),
      memory(SET, () => filled.set(source)),
    ],
    opponents: [LOOP, ...(recurrence === undefined ? [] : [RECURRENCE]), FILL],
    runs: 1,
    // Rounding errors for a peak of 3e-4: of a thousand rotations in float64, or of float32.
    tolerance: dtype === "float32" ? 3e-11 : 3e-16,
    targets: [target],
  };
}
