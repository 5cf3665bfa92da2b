/** Warm-up and cosine in the common tutorial forms: a function, a class that writes rates, and a factor. */
import {
  InvalidArgumentError,
  type LoadPolicy,
  LRScheduler,
  type Schedule,
  type ScheduledOptimizer,
  type SchedulerOptions,
  warmupCosine,
} from "@anneal/core";
import { Fields, renamed, wholeNumber } from "@anneal/core/arguments";
import {
  eventsOf,
  type FieldWriter,
  groupsOf,
  LookAhead,
  type OpenGroup,
  presentRate,
  readPolicy,
  refuseDifference,
  SCHEDULER_OPTIONS,
  writeRates,
} from "@anneal/core/group-scheduler";

export interface CosineWarmupOptions {
  /** The rate at step `warmupSteps`. */
  readonly maxLr: number;
  /** The rate from step `totalSteps` on. Default: 0. */
  readonly minLr?: number;
  readonly warmupSteps: number;
  /** Warm-up included; at least `warmupSteps`. */
  readonly totalSteps: number;
}

const SHAPE = ["maxLr", "minLr", "warmupSteps", "totalSteps"] as const;
const NAMES = { peak: "maxLr", end: "minLr" } as const;

/**
 * `maxLr * step / warmupSteps` before step `warmupSteps`, then
 * `minLr + (maxLr - minLr) * (1 + cos(pi * u)) / 2` with `u = (step - warmupSteps) / (totalSteps - warmupSteps)`,
 * and `minLr` from step `totalSteps` on.
 *
 * The rate of one step, counted from 0, with the bits of `warmupCosine`. To evaluate many steps, create a
 * `warmupCosine` once.
 *
 * @throws InvalidArgumentError for rates that are negative or not finite, counts that are not whole, or a warm-up that
 * is longer than the total.
 */
export function cosineWarmupLr(step: number, options: CosineWarmupOptions): number {
  return scheduleOf("cosineWarmupLr", options)(wholeNumber("step", step));
}

function scheduleOf(owner: string, options: unknown): Schedule {
  const fields = new Fields(owner, "options", options, SHAPE);
  const warmupSteps = fields.get("warmupSteps") as number;
  const totalSteps = fields.get("totalSteps") as number;
  const given = { peak: fields.get("maxLr") as number, end: (fields.get("minLr") ?? 0) as number };
  try {
    return warmupCosine({ ...given, warmupSteps, totalSteps });
  } catch (error) {
    if (!(error instanceof InvalidArgumentError) || !Object.hasOwn(NAMES, error.argument)) throw error;
    throw renamed(error, (name) => NAMES[name as keyof typeof NAMES] ?? name);
  }
}

type CosineShape = Required<CosineWarmupOptions>;

/** The saved state of a `CosineWarmupScheduler`, as plain JSON. */
export interface CosineWarmupState {
  /** The step whose rate the next call of `step` writes. */
  readonly currentStep: number;
  /** The options with defaults filled in. Foreign states may lack them; then they are not compared. */
  readonly settings?: CosineShape;
}

/**
 * The standalone scheduler of many tutorials: `step()` writes the rate of the current step into every group and then
 * increments the step. Call it before each update; the first call writes the rate of step 0. Nothing is written before
 * that. Rates are those of `cosineWarmupLr`.
 *
 * `LRScheduler` does the same after the update, follows the optimizer's own count, and ignores extra calls.
 */
export class CosineWarmupScheduler implements FieldWriter {
  readonly optimizer: ScheduledOptimizer;
  readonly #groups: () => readonly OpenGroup[];
  #shape: CosineShape;
  #rates: LookAhead;
  #currentStep = 0;
  #lastRate: number | null = null;

  /** @throws InvalidArgumentError */
  constructor(options: CosineWarmupOptions & { readonly optimizer: ScheduledOptimizer }) {
    const fields = new Fields("CosineWarmupScheduler", "options", options, ["optimizer", ...SHAPE]);
    const optimizer = fields.get("optimizer") as ScheduledOptimizer;
    this.#groups = groupsOf(optimizer);
    const shape = fields.pick(SHAPE) as CosineWarmupOptions;
    this.#rates = new LookAhead(scheduleOf("CosineWarmupScheduler", shape));
    this.#shape = completed(shape);
    this.optimizer = optimizer;
    for (const [i, group] of this.#groups().entries()) presentRate(group, i);
    eventsOf(optimizer).claim("lr", this);
  }

  /** The step whose rate the next call of `step` writes. */
  get currentStep(): number {
    return this.#currentStep;
  }

  /** Writes the rate of the current step into every group, then increments the step. @returns The rate. */
  step(): number {
    const rate = this.#rates.valueAt(this.#currentStep);
    writeRates(this.#groups(), rate);
    this.#lastRate = rate;
    this.#currentStep++;
    return rate;
  }

  /** The rate of the current step, which the next call of `step` writes. */
  getLr(): number {
    return this.#rates.valueAt(this.#currentStep);
  }

  /** The rates written by the last call of `step`; before it, the current rates of the groups. */
  getLastLr(): number[] {
    return this.#groups().map((group, i) => this.#lastRate ?? presentRate(group, i));
  }

  stateDict(): CosineWarmupState {
    return { currentStep: this.#currentStep, settings: this.#shape };
  }

  /**
   * Continues from a saved state, and writes the rate of the last or current update.
   * @param options What to do if the saved options differ. Default: `{ policy: "match" }`.
   * @throws InvalidArgumentError before anything changes.
   */
  loadStateDict(state: CosineWarmupState, options: { readonly policy?: LoadPolicy } = {}): void {
    const policy = readPolicy(options);
    const names = ["currentStep", "settings"] as const;
    const fields = new Fields("the state of a scheduler", "state", state, names, "state.");
    const currentStep = fields.whole("currentStep", 0);
    const saved = fields.has("settings") ? readShape("state.settings", fields.get("settings")) : this.#shape;
    if (policy === "match") refuseDifference("state.settings", saved, this.#shape);
    const shape = policy === "checkpoint" ? saved : this.#shape;
    const rates = new LookAhead(scheduleOf("CosineWarmupScheduler", shape));
    const lastRate = currentStep === 0 ? null : rates.valueAt(currentStep - 1);
    if (lastRate !== null) writeRates(this.#groups(), lastRate);
    this.#shape = shape;
    this.#rates = rates;
    this.#currentStep = currentStep;
    this.#lastRate = lastRate;
  }

  /** Called by the optimizer when it has loaded a state, and other rates with it. */
  stateLoaded(): void {
    if (this.#lastRate !== null) writeRates(this.#groups(), this.#lastRate);
  }
}

function completed({ maxLr, minLr = 0, warmupSteps, totalSteps }: CosineWarmupOptions): CosineShape {
  return { maxLr, minLr, warmupSteps, totalSteps };
}

/** Saved options, checked like those of the constructor. */
function readShape(path: string, value: unknown): CosineShape {
  try {
    scheduleOf("CosineWarmupScheduler", value);
  } catch (error) {
    if (!(error instanceof InvalidArgumentError)) throw error;
    throw renamed(error, (name) => (name === "options" ? path : `${path}.${name}`));
  }
  return completed(value as CosineWarmupOptions);
}

/**
 * Warm-up from 0 to each group's initial rate, then a cosine to `minLrRatio` of it at step `totalSteps`, which is held:
 * the factor that transformers and many tutorials pass to LambdaLR, as an `LRScheduler`.
 *
 * @param minLrRatio From 0 to 1. Default: 0.
 * @throws InvalidArgumentError before anything is written.
 */
export function getCosineWarmupScheduler(
  optimizer: ScheduledOptimizer,
  warmupSteps: number,
  totalSteps: number,
  minLrRatio = 0,
  options: SchedulerOptions = {},
): LRScheduler {
  if (!(typeof minLrRatio === "number" && minLrRatio >= 0 && minLrRatio <= 1)) {
    throw new InvalidArgumentError("minLrRatio", minLrRatio, "a ratio from 0 to 1");
  }
  new Fields("getCosineWarmupScheduler", "options", options, SCHEDULER_OPTIONS);
  const factor = warmupCosine({ peak: 1, end: minLrRatio, warmupSteps, totalSteps });
  const fields = new Fields("getCosineWarmupScheduler", "options", options, SCHEDULER_OPTIONS);
  const counting = fields.pick(SCHEDULER_OPTIONS) as SchedulerOptions;
  return new LRScheduler(optimizer, factor, { ...counting, relative: true });
}
