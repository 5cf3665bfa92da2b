/** The range test: trains with rising rates, watches the loss, and restores the model. */
import { Fields, isFunction, isRecord } from "../arguments.js";
import { isArray } from "../arrays.js";
import { InvalidArgumentError } from "../errors.js";
import {
  CURVE_OPTION_NAMES,
  type CurveOptions,
  RANGE_OPTION_NAMES,
  type RangeTestOptions,
  readCurveOptions,
  readRangeOptions,
} from "./options.js";
import { RangeTest, type RangeTestResult } from "./range-test.js";
import { ratesOf } from "./rates.js";

/** The progress of a range test. */
export interface RangeTestProgress {
  /** The index of the step, from 0. */
  readonly index: number;
  /** The largest number of steps. */
  readonly steps: number;
  readonly rate: number;
  readonly loss: number;
  /** The smoothed loss; NaN if the loss was skipped. */
  readonly smoothed: number;
  /** The lowest smoothed loss so far; null if there is none. */
  readonly best: number | null;
}

/** A signal that stops a range test, such as an `AbortSignal`. */
export interface StopSignal {
  readonly aborted: boolean;
  readonly reason?: unknown;
}

/** The parts of an optimizer that a range test saves and restores. */
export interface RestorableOptimizer<State = unknown> {
  readonly params: readonly Float32Array[];
  stateDict(): State;
  loadStateDict(state: State): void;
}

export interface FindLearningRateOptions<State = unknown> extends CurveOptions, RangeTestOptions {
  /**
   * Trains one step at the rate and returns the loss of its batch, computed before the update. `index` counts from 0,
   * for example to choose the batch.
   */
  readonly trainStep: (rate: number, index: number) => number | Promise<number>;
  /** An optimizer whose parameters and state are saved before the test and restored after it; instead of `save`. */
  readonly optimizer?: RestorableOptimizer;
  /** Copies everything that `trainStep` changes: parameters, the optimizer's state, the position in the data. */
  readonly save?: () => State | Promise<State>;
  /** Restores the result of `save`. Called exactly once, however the test ends. */
  readonly restore?: (state: State) => void | Promise<void>;
  /** Called after every step; a returned promise is awaited. */
  readonly onProgress?: (progress: RangeTestProgress) => unknown;
  /** Ends the test before its next step; the promise then rejects with the signal's reason. */
  readonly signal?: StopSignal;
}

const OWN_NAMES = ["trainStep", "optimizer", "save", "restore", "onProgress", "signal"] as const;

/**
 * Finds a learning rate by a range test (Smith 2017, "Cyclical Learning Rates for Training Neural Networks"; in
 * fastai's form): one training step at each of a list of rising rates, until the loss diverges.
 *
 * All options are checked before the model changes. `restore` restores the model afterwards, even if a step fails; an
 * error of `restore` itself is reported together with the step's, as an `AggregateError`.
 *
 * @returns The curve and the suggestions, as plain data. A missing suggestion is not an error: `suggestion.why` gives
 * the reason.
 * @throws InvalidArgumentError for invalid options, or a step whose loss is not a number (NaN is allowed). The promise
 * rejects with errors of `trainStep`, `save`, `restore` and `onProgress`, and with the reason of an aborted signal.
 */
export async function findLearningRate<State>(
  options: FindLearningRateOptions<State>,
): Promise<RangeTestResult> {
  const names = [...OWN_NAMES, ...CURVE_OPTION_NAMES, ...RANGE_OPTION_NAMES] as const;
  const fields = new Fields<(typeof names)[number]>("findLearningRate", "options", options, names);
  const plan = readCurveOptions(fields);
  const range = readRangeOptions(fields, plan.convention);
  const trainStep = fields.read("trainStep", callable) as FindLearningRateOptions["trainStep"];
  const onProgress = optionalFunction<NonNullable<FindLearningRateOptions["onProgress"]>>(
    fields,
    "onProgress",
  );
  const saver = fields.has("optimizer") ? saverOfOptimizer(fields) : readSaver<State>(fields);
  const signal = fields.readOrNull("signal", stopSignal);

  const rates = ratesOf(range, plan.convention);
  const test = new RangeTest(plan, range.steps);
  const run = async () => {
    for (const [index, rate] of rates.entries()) {
      throwIfAborted(signal);
      const loss = readLoss(await trainStep(rate, index), index);
      const { smoothed, ends } = test.record(rate, loss);
      await onProgress?.({ index, steps: range.steps, rate, loss, smoothed, best: test.best });
      if (ends) break;
    }
    return test.result();
  };
  throwIfAborted(signal);
  return saver === null ? run() : runAndRestore<unknown, RangeTestResult>(run, saver as Saver<unknown>);
}

interface Saver<State> {
  readonly save: () => State | Promise<State>;
  readonly restore: (state: State) => void | Promise<void>;
}

/** Restores the saved state after `run`, however it ends. */
async function runAndRestore<State, Result>(
  run: () => Promise<Result>,
  { save, restore }: Saver<State>,
): Promise<Result> {
  const state = await save();
  let result: Result;
  try {
    result = await run();
  } catch (failure) {
    try {
      await restore(state);
    } catch (restoring) {
      const message = "the range test failed, and the model could not be restored";
      throw new AggregateError([failure, restoring], message);
    }
    throw failure;
  }
  await restore(state);
  return result;
}

/** Saves and restores an optimizer with its parameters. */
function saverOfOptimizer(fields: Fields<"optimizer" | "save" | "restore">): Saver<unknown> {
  fields.refuseWith("optimizer", ["save", "restore"]);
  const optimizer = fields.read("optimizer", restorable);
  return {
    save: () => ({ params: optimizer.params.map((values) => values.slice()), state: optimizer.stateDict() }),
    restore(saved) {
      const { params, state } = saved as { params: readonly Float32Array[]; state: unknown };
      for (const [i, values] of optimizer.params.entries()) values.set(params[i] as Float32Array);
      optimizer.loadStateDict(state);
    },
  };
}

function restorable(argument: string, value: unknown): RestorableOptimizer {
  const held = isRecord(value) ? (value as Partial<RestorableOptimizer>) : {};
  if (isArray(held.params) && isFunction(held.stateDict) && isFunction(held.loadStateDict)) {
    return value as RestorableOptimizer;
  }
  throw new InvalidArgumentError(argument, value, "an optimizer with params, stateDict and loadStateDict");
}

function readSaver<State>(fields: Fields<"restore" | "save">): Saver<State> | null {
  const save = optionalFunction<Saver<State>["save"]>(fields, "save");
  const restore = optionalFunction<Saver<State>["restore"]>(fields, "restore");
  if (save === null && restore === null) return null;
  // With only one of them, the model would keep the parameters of the last, diverged step.
  if (save === null) throw new InvalidArgumentError("save", undefined, "given if restore is given");
  if (restore === null) throw new InvalidArgumentError("restore", undefined, "given if save is given");
  return { save, restore };
}

function optionalFunction<Callback>(fields: Fields, name: string): Callback | null {
  return fields.readOrNull(name, callable) as Callback | null;
}

function callable(argument: string, value: unknown): unknown {
  if (!isFunction(value)) throw new InvalidArgumentError(argument, value, "a function");
  return value;
}

function stopSignal(argument: string, value: unknown): StopSignal {
  if (typeof (value as StopSignal).aborted === "boolean") return value as StopSignal;
  throw new InvalidArgumentError(argument, value, "an AbortSignal");
}

function throwIfAborted(signal: StopSignal | null): void {
  if (signal?.aborted) throw signal.reason ?? new Error("the range test was aborted");
}

function readLoss(loss: unknown, index: number): number {
  if (typeof loss === "number") return loss;
  throw new InvalidArgumentError(`the loss of step ${index}`, loss, "a number");
}
