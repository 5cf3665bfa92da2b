/** Reduces an item to the few points that are drawn. */
import { InvalidArgumentError, type Schedule } from "@anneal/core";
import type { Curve } from "../input/items.js";
import type { SampleFunction } from "../input/options.js";
import type { Range } from "../input/range.js";
import { Decimator, type Trace } from "./decimate.js";
import type { Pace } from "./pace.js";

/** The common input for tracing all curves. */
export interface TraceOptions {
  readonly range: Omit<Range, "isCutOff">;
  readonly sample: SampleFunction;
  readonly scale: "linear" | "log";
  /** The largest number of columns of the plot. */
  readonly columns: number;
  /** The counter of all curves' evaluations. */
  readonly pace: Pace;
}

/** A traced curve, and how many of its values can't be drawn. */
export interface TracedCurve {
  readonly label: string | null;
  readonly trace: Trace;
  /** NaN, infinities, and numbers too large to draw. */
  readonly notFinite: number;
  /** Numbers without a position on a log axis: 0 and below. */
  readonly notPositive: number;
}

/** The largest drawn number; the distance between two larger ones may overflow. */
const LARGEST = 1e300;
/** The largest number of values per evaluation: few enough to stay in the cache. */
const CHUNK = 65_536;
/** The first part is short, to estimate the time of the others. */
const FIRST_CHUNK = 256;

/**
 * Traces one curve.
 * @throws InvalidArgumentError if none of it can be drawn.
 */
export function traceCurve(curve: Curve, options: TraceOptions): TracedCurve {
  const { from, to } = options.range;
  const decimator = new Decimator(from, to, options.columns);
  const isLog = options.scale === "log";
  let notFinite = 0;
  let notPositive = 0;
  let seen = 0;
  const add = (step: number, value: number): void => {
    seen += 1;
    if (!(Math.abs(value) <= LARGEST)) {
      notFinite += 1;
      decimator.skip(step);
    } else if (isLog && value <= 0) {
      notPositive += 1;
      decimator.skip(step);
    } else {
      decimator.add(step, value);
    }
  };
  if ("schedule" in curve) eachValue(curve.schedule, options, add);
  else if ("evaluate" in curve) eachCall(curve, options, add);
  else eachRecorded(curve.steps, curve.values, from, to, add);
  const trace = decimator.finish();
  if (trace !== null) return { label: curve.label, trace, notFinite, notPositive };
  const received = seen === 0 ? "no value in the range" : `${seen} that are not`;
  const kind = isLog ? "finite and above 0, because the scale is log" : "finite";
  throw new InvalidArgumentError(`${curve.path}.values`, received, `at least one value that is ${kind}`);
}

type Add = (step: number, value: number) => void;

function eachValue(schedule: Schedule, { range, sample, pace }: TraceOptions, add: Add): void {
  const { from, stride, count } = range;
  let length = FIRST_CHUNK;
  for (let begin = 0; begin < count; begin += length) {
    length = Math.min(begin === 0 ? FIRST_CHUNK : Math.min(begin, CHUNK), count - begin);
    const start = from + begin * stride;
    const values = sample(schedule, { start, count: length, stride });
    if (!(values instanceof Float64Array) || values.length !== length) {
      throw new InvalidArgumentError(
        "sample",
        values,
        `a function that returns a Float64Array of count values`,
      );
    }
    for (let i = 0; i < length; i++) add(from + (begin + i) * stride, values[i] as number);
    pace.add(length);
  }
}

function eachCall(
  { path, evaluate }: { readonly path: string; readonly evaluate: (step: number) => number },
  { range: { from, stride, count }, pace }: TraceOptions,
  add: Add,
): void {
  for (let i = 0; i < count; i++) {
    const step = from + i * stride;
    const value: unknown = evaluate(step);
    if (typeof value !== "number") {
      throw new InvalidArgumentError(path, value, `a function that returns a number for step ${step}`);
    }
    add(step, value);
    if (i % FIRST_CHUNK === FIRST_CHUNK - 1) pace.add(FIRST_CHUNK);
  }
}

function eachRecorded(
  steps: ArrayLike<number>,
  values: ArrayLike<number>,
  from: number,
  to: number,
  add: Add,
): void {
  for (let i = 0; i < steps.length; i++) {
    const step = steps[i] as number;
    if (step >= from && step <= to) add(step, values[i] as number);
  }
}
