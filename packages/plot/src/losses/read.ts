/** Reads measured and predicted losses of runs. */
import { InvalidArgumentError } from "@anneal/core";
import { Fields, list, numberList } from "@anneal/core/arguments";
import { MOST_CURVES } from "../input/items.js";
import { cleanLabel } from "../text/clean.js";

/** The losses of one run. All lists are as long as `steps`. */
export interface RunLosses {
  readonly label: string;
  /** Finite and in ascending order. */
  readonly steps: ArrayLike<number>;
  /** The measured losses; drawn thin and pale next to a prediction. */
  readonly measured?: ArrayLike<number>;
  /** The predicted losses. One of the two is required. */
  readonly predicted?: ArrayLike<number>;
  /** The interval of the prediction; drawn as a band in SVG. */
  readonly low?: ArrayLike<number>;
  readonly high?: ArrayLike<number>;
}

export interface CheckedLosses {
  readonly label: string;
  readonly path: string;
  readonly steps: readonly number[];
  readonly measured: readonly number[] | null;
  readonly predicted: readonly number[] | null;
  readonly interval: { readonly low: readonly number[]; readonly high: readonly number[] } | null;
}

const NAMES = ["label", "steps", "measured", "predicted", "low", "high"] as const;

/** @throws InvalidArgumentError that names the run and the value. */
export function readLosses(runs: unknown): readonly CheckedLosses[] {
  const given = list("runs", runs, "runs { label, steps, measured, predicted }");
  if (given.length < 1 || given.length > MOST_CURVES) {
    throw new InvalidArgumentError("runs.length", given.length, `between 1 and ${MOST_CURVES}`);
  }
  return given.map((run, i) => readRun(run, `runs[${i}]`));
}

function readRun(run: unknown, path: string): CheckedLosses {
  const fields = new Fields("the losses of a run", path, run, NAMES, `${path}.`);
  const steps = fields.read("steps", numberList);
  if (steps.length === 0) throw new InvalidArgumentError(fields.path("steps"), steps, "at least one step");
  steps.forEach((step, i) => {
    const previous = steps[i - 1] ?? Number.NEGATIVE_INFINITY;
    if (step >= previous) return;
    const expected = `at least ${previous}, the one before it`;
    throw new InvalidArgumentError(`${fields.path("steps")}[${i}]`, step, expected);
  });
  const values = (name: "measured" | "predicted" | "low" | "high") =>
    fields.has(name)
      ? fields.counted(name, fields.read(name, anyNumbers), steps.length, "one value for each step")
      : null;
  const [measured, predicted] = [values("measured"), values("predicted")];
  if (measured === null && predicted === null) {
    throw new InvalidArgumentError(fields.path("measured"), undefined, "given, or predicted");
  }
  const [low, high] = [values("low"), values("high")];
  if ((low === null) !== (high === null) || (low !== null && predicted === null)) {
    const [name, expected] =
      low === null ? (["low", "given with high"] as const) : (["high", "given with low"] as const);
    if (predicted === null) {
      throw new InvalidArgumentError(fields.path("predicted"), undefined, "given with low and high");
    }
    throw new InvalidArgumentError(fields.path(name), undefined, expected);
  }
  const interval = low === null || high === null ? null : { low, high };
  return { label: fields.read("label", cleanLabel), path, steps, measured, predicted, interval };
}

/** Numbers that may not be finite: those leave a gap. */
function anyNumbers(argument: string, value: unknown): readonly number[] {
  return numberList(argument, value, (path, each) => {
    if (typeof each !== "number") throw new InvalidArgumentError(path, each, "a number");
    return each;
  });
}
