/** Records the rate of every group at every update, from the optimizer or the scheduler that makes it. */
import { InvalidArgumentError, type StepReport } from "@anneal/core";
import { Fields, isArray, isFunction, isRecord } from "@anneal/core/arguments";
import type { Recorder } from "./recorder.js";
import type { LogRecord } from "./records.js";

/** A scheduler in PyTorch's manner, stepped after each update. */
export interface SteppingScheduler {
  /** The number of the update that the present rates are for. */
  readonly lastEpoch: number;
  /** The present rate of every group. */
  getLastLr(): readonly number[];
  step(...options: never[]): unknown;
}

/** An optimizer whose `step` says what it did, as those of anneal do. */
export interface ReportingOptimizer {
  step(...options: never[]): StepReport;
}

/** Another library's optimizer: its groups have the rates, and a call of `step` is an update unless it counts them itself. */
export interface GroupedOptimizer {
  /** How many updates it has made. */
  readonly stepCount?: number;
  readonly paramGroups: readonly { readonly lr: unknown }[];
  step(...options: never[]): unknown;
}

/** What rates can be recorded from. */
export type RateSource = SteppingScheduler | ReportingOptimizer | GroupedOptimizer;

/** What is recorded, and how often. */
export interface RecordRatesOptions {
  /** Records the updates whose number is a multiple of this; 1 by default. The others cost a comparison. */
  readonly every?: number;
  /**
   * The number of the next update, for an optimizer that doesn't count them: in a resumed run, how many were made before.
   * Default: 0.
   */
  readonly start?: number;
  /** What the rate is called: `"lr"` by default, and `lr/0`, `lr/1` where there are several groups. */
  readonly name?: string;
  /** Adds numbers to a record; gets the number of the update. */
  readonly values?: (step: number) => Readonly<Record<string, number | ArrayLike<number> | undefined>>;
}

/** An update that was made. */
interface Update {
  readonly step: number;
  readonly rates: ArrayLike<number>;
}

/** Makes the step that the source would make; gives the update, or null when none was made or it isn't due. */
type Watch = (
  step: () => unknown,
  isDue: (step: number) => boolean,
) => { result: unknown; update: Update | null };

/**
 * Records the rate of every group at every update: puts a `step` of its own before that of the optimizer or scheduler,
 * which calls it and then logs `{ step, lr }`. A step that was skipped is not an update and is not recorded.
 *
 * An optimizer of anneal says which rates it used. A scheduler is asked for its rates before it goes on to the next,
 * which are those of the update just made. Of another optimizer's groups the rates before the update are taken.
 *
 * @returns A function that takes the hook away again.
 * @throws InvalidArgumentError; the hooked `step` throws what `recorder.log` throws, and InvalidArgumentError for an
 * optimizer with `groups` that gives no report, after the step was made.
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
    // A scheduler that waits for its optimizer stays where it is when an update was skipped.
    const update = rates && scheduler.lastEpoch !== number ? { step: number, rates } : null;
    return { result, update };
  };
}

const watchReports: Watch = (step, isDue) => {
  const result = step();
  if (!isReport(result)) {
    const expected = "{ stepped, step, lr }: only optimizers with paramGroups may give something else";
    throw new InvalidArgumentError("source.step()", result, expected);
  }
  const update = result.stepped && isDue(result.step) ? { step: result.step, rates: result.lr } : null;
  return { result, update };
};

function isReport(value: unknown): value is StepReport {
  return isRecord(value) && typeof value.stepped === "boolean";
}

const ratesOf = ({ paramGroups }: GroupedOptimizer) => paramGroups.map(({ lr }) => lr as number);

/** An optimizer that counts its updates: one that it skips isn't counted. */
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

/** Puts `wrap` around the method `step` of one object; gives what undoes it. */
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
  // Of a sealed object only the value can change.
  const hook =
    before?.configurable === false ? {} : { configurable: true, writable: true, enumerable: false };
  Object.defineProperty(source, "step", { ...hook, value: step });
  return () => {
    isActive = false;
    // Another hook over this one stays; it calls through.
    if (source.step !== step) return;
    if (before) Object.defineProperty(source, "step", before);
    else Reflect.deleteProperty(source, "step");
  };
}
