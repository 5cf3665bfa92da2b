/** Records the rate of every group at every update, by hooking the optimizer or scheduler. */
import { InvalidArgumentError, type StepReport } from "@anneal/core";
import { Fields, isArray, isFunction, isRecord } from "@anneal/core/arguments";
import type { Recorder } from "./recorder.js";
import type { LogRecord } from "./records.js";

/** A PyTorch-style scheduler, stepped after each update. */
export interface SteppingScheduler {
  /** The number of the update that the current rates apply to. */
  readonly lastEpoch: number;
  /** The current rate of every group. */
  getLastLr(): readonly number[];
  step(...options: never[]): unknown;
}

/** An optimizer whose `step` returns a report, as those of anneal do. */
export interface ReportingOptimizer {
  step(...options: never[]): StepReport;
}

/**
 * Another library's optimizer: its groups have the rates, and each call of `step` is an update unless it counts them
 * itself.
 */
export interface GroupedOptimizer {
  /** The number of updates made. */
  readonly stepCount?: number;
  readonly paramGroups: readonly { readonly lr: unknown }[];
  step(...options: never[]): unknown;
}

/** Sources of rates. */
export type RateSource = SteppingScheduler | ReportingOptimizer | GroupedOptimizer;

/** The options of `recordRates`. */
export interface RecordRatesOptions {
  /** Records the updates whose number is a multiple of this; 1 by default. The others cost one comparison. */
  readonly every?: number;
  /**
   * The number of the next update, for an optimizer that doesn't count them: in a resumed run, the number of updates
   * made before. Default: 0.
   */
  readonly start?: number;
  /** The name of the rate: `"lr"` by default, with `lr/0`, `lr/1` for several groups. */
  readonly name?: string;
  /** Returns additional numbers for a record, given the number of the update. */
  readonly values?: (step: number) => Readonly<Record<string, number | ArrayLike<number> | undefined>>;
}

/** A completed update. */
interface Update {
  readonly step: number;
  readonly rates: ArrayLike<number>;
}

/** Runs the source's step; returns the update, or null if there was none or it is not recorded. */
type Watch = (
  step: () => unknown,
  isDue: (step: number) => boolean,
) => { result: unknown; update: Update | null };

/**
 * Records the rate of every group at every update. It replaces the `step` of the optimizer or scheduler by a function
 * that calls the original and then logs `{ step, lr }`. Skipped steps are not updates and are not recorded.
 *
 * anneal's optimizers report the rates that they used. A scheduler's rates are read before it steps, because those are
 * the rates of the update just made. For other optimizers, the rates of the groups before the update are read.
 *
 * @returns A function that removes the hook.
 * @throws InvalidArgumentError; the hooked `step` throws the errors of `recorder.log`, and InvalidArgumentError for an
 * optimizer with `groups` that returns no report, after the step.
 */
export function recordRates(
  recorder: Pick<Recorder, "log">,
  source: RateSource,
  options: RecordRatesOptions = {},
): () => void {
  const fields = new Fields("recordRates", "options", options, ["every", "start", "name", "values"]);
  const every = fields.whole("every", 1, 1);
  const name = fields.get("name") ?? "lr";
  if (typeof name !== "string" || name === "" || name === "step") {
    throw new InvalidArgumentError("name", name, 'a name other than "step"');
  }
  const values = fields.get("values") as RecordRatesOptions["values"];
  if (values !== undefined && !isFunction(values)) {
    throw new InvalidArgumentError("values", values, "a function");
  }
  if (!isRecord(recorder) || typeof recorder.log !== "function") {
    throw new InvalidArgumentError("recorder", recorder, "a Recorder");
  }
  const watch = watchOf(source, fields);
  const isDue = (step: number) => step % every === 0;
  return replaceStep(source, (step) => {
    const { result, update } = watch(step, isDue);
    if (update) {
      const record: LogRecord = { step: update.step, [name]: update.rates, ...values?.(update.step) };
      recorder.log(record);
    }
    return result;
  });
}

function watchOf(source: unknown, fields: Fields<"start">): Watch {
  if (!isRecord(source) || typeof source.step !== "function") throw refused(source);
  const isGrouped = isArray(source.paramGroups) && typeof source.getLastLr !== "function";
  const counts = !isGrouped || typeof source.stepCount === "number";
  if (counts && fields.has("start")) {
    throw new InvalidArgumentError("start", fields.get("start"), "absent: this source counts its updates");
  }
  if (typeof source.getLastLr === "function") return watchScheduler(source as unknown as SteppingScheduler);
  if (isArray(source.groups)) return watchReports;
  if (!isGrouped) throw refused(source);
  const optimizer = source as unknown as GroupedOptimizer;
  return counts ? watchCounted(optimizer) : watchCalls(optimizer, fields.whole("start", 0, 0));
}

function refused(source: unknown): InvalidArgumentError {
  return new InvalidArgumentError(
    "source",
    source,
    "a scheduler with step, getLastLr and lastEpoch, or an optimizer with step and groups or paramGroups",
  );
}

function watchScheduler(scheduler: SteppingScheduler): Watch {
  return (step, isDue) => {
    const number = scheduler.lastEpoch;
    const rates = isDue(number) ? [...scheduler.getLastLr()] : null;
    const result = step();
    // A scheduler that follows its optimizer's count does not move when an update was skipped.
    const update = rates && scheduler.lastEpoch !== number ? { step: number, rates } : null;
    return { result, update };
  };
}

const watchReports: Watch = (step, isDue) => {
  const result = step();
  if (!isReport(result)) {
    const expected =
      "{ stepped, step, lr }: only the step of optimizers with paramGroups may return something else";
    throw new InvalidArgumentError("source.step()", result, expected);
  }
  const update = result.stepped && isDue(result.step) ? { step: result.step, rates: result.lr } : null;
  return { result, update };
};

function isReport(value: unknown): value is StepReport {
  return isRecord(value) && typeof value.stepped === "boolean";
}

const ratesOf = ({ paramGroups }: GroupedOptimizer) => paramGroups.map(({ lr }) => lr as number);

/** An optimizer that counts its updates: skipped steps are not counted. */
function watchCounted(optimizer: GroupedOptimizer): Watch {
  return (step, isDue) => {
    const number = optimizer.stepCount as number;
    const rates = isDue(number) ? ratesOf(optimizer) : null;
    const result = step();
    return { result, update: rates && optimizer.stepCount !== number ? { step: number, rates } : null };
  };
}

function watchCalls(optimizer: GroupedOptimizer, start: number): Watch {
  let updates = start;
  return (step, isDue) => {
    const rates = isDue(updates) ? ratesOf(optimizer) : null;
    const result = step();
    const update = rates && { step: updates, rates };
    updates += 1;
    return { result, update };
  };
}

/** Wraps the method `step` of one object; returns a function that undoes it. */
function replaceStep(source: RateSource, wrap: (step: () => unknown) => unknown): () => void {
  const before = Object.getOwnPropertyDescriptor(source, "step");
  const original = source.step as (...options: unknown[]) => unknown;
  let isActive = true;
  function step(...options: unknown[]): unknown {
    const call = () => original.apply(source, options);
    return isActive ? wrap(call) : call();
  }
  const canReplace = before ? before.configurable || before.writable : Object.isExtensible(source);
  if (!canReplace) throw new InvalidArgumentError("source", source, "an object whose step can be replaced");
  // On a sealed object only the value can change.
  const hook =
    before?.configurable === false ? {} : { configurable: true, writable: true, enumerable: false };
  Object.defineProperty(source, "step", { ...hook, value: step });
  return () => {
    isActive = false;
    // If another hook was installed on top of this one, it stays and calls this function.
    if (source.step !== step) return;
    if (before) Object.defineProperty(source, "step", before);
    else Reflect.deleteProperty(source, "step");
  };
}
