/** braintools' WarmupCosineSchedule, with braintools' interface. */
import {
  InvalidArgumentError,
  type LoadPolicy,
  type ScheduledOptimizer,
  scheduleFromTree,
} from "@anneal/core";
import {
  Fields,
  finiteNumber,
  isArray,
  isFunction,
  isRecord,
  list,
  numberAtLeast,
  numberList,
} from "@anneal/core/arguments";
import {
  eventsOf,
  type FieldWriter,
  groupsOf,
  LOAD_ADVICE,
  LookAhead,
  type OpenGroup,
  presentRate,
  readPolicy,
  refuseDifference,
  refuseOtherRates,
  writeRates,
} from "@anneal/core/group-scheduler";

export interface WarmupCosineScheduleOptions {
  /** The rate after the warm-up, or a list with one per group. Default: 1e-3. */
  readonly baseLr?: number | readonly number[];
  /** Default: 1000. */
  readonly warmupSteps?: number;
  /** Warm-up included. Default: 10000. */
  readonly totalSteps?: number;
  /** Default: 0. */
  readonly warmupStartLr?: number;
  /** The rate from step `totalSteps` on. Default: 0. */
  readonly etaMin?: number;
  /** The number of steps made. Default: 0. */
  readonly lastEpoch?: number;
}

/** The saved state as plain JSON: braintools' own fields in camelCase. */
export interface WarmupCosineScheduleState {
  readonly lastEpoch: number;
  readonly baseLrs: readonly number[];
  readonly currentLrs: readonly number[];
  /** The other options with defaults filled in. States of braintools have none. */
  readonly settings?: Shape;
}

type Shape = Required<Pick<WarmupCosineScheduleOptions, (typeof SHAPE)[number]>>;

const SHAPE = ["warmupSteps", "totalSteps", "warmupStartLr", "etaMin"] as const;
const NAMES = ["baseLr", ...SHAPE, "lastEpoch"] as const;
const STATE = ["lastEpoch", "baseLrs", "currentLrs"] as const;
const BRAINTOOLS_STATE = ["last_epoch", "base_lrs", "current_lrs"] as const;

/**
 * `s + (b - s) * e / warmupSteps` before step `warmupSteps`, then
 * `m + (b - m) * (1 + cos(pi * u)) / 2` with `u = (e - warmupSteps) / (totalSteps - warmupSteps)`, at most 1,
 * where e is `lastEpoch`, b the base rate, s `warmupStartLr` and m `etaMin`.
 *
 * As in braintools, there is no optimizer at first, `lastEpoch` starts at 0, construction makes no step, `getLr()` is
 * computed from `lastEpoch`, and a total below the warm-up means a full warm-up, then one step down. Computed in
 * float64, while braintools uses float32. Unlike there, rates and counts must be finite, and lengths whole.
 */
export class WarmupCosineSchedule implements FieldWriter {
  #shape: Shape;
  /** Whether the base rate was given; otherwise it is taken from a state. */
  readonly #isBaseGiven: boolean;
  #baseLrs: readonly number[];
  #curves: readonly LookAhead[];
  #lastEpoch: number;
  #groups: (() => readonly OpenGroup[]) | null = null;

  /** @throws InvalidArgumentError */
  constructor(options: WarmupCosineScheduleOptions = {}) {
    const fields = new Fields("WarmupCosineSchedule", "options", options, NAMES);
    const baseLr = fields.get("baseLr") ?? 1e-3;
    this.#baseLrs = isArray(baseLr) ? rateList("baseLr", baseLr) : [finiteNumber("baseLr", baseLr)];
    this.#isBaseGiven = fields.has("baseLr");
    this.#shape = readShape(fields);
    this.#lastEpoch = fields.whole("lastEpoch", 0, 0);
    this.#curves = build(this.#baseLrs, this.#shape);
  }

  /** One for each group, at least one. */
  get baseLrs(): readonly number[] {
    return this.#baseLrs;
  }

  get lastEpoch(): number {
    return this.#lastEpoch;
  }

  /** The rates at `lastEpoch`. */
  getLr(): number[] {
    return this.#curves.map((curve) => curve.valueAt(this.#lastEpoch));
  }

  /** The rates after the last step. */
  getLastLr(): number[] {
    return this.getLr();
  }

  /** Moves on by one step, or to `epoch`, which may be fractional, and writes the rates if there is an optimizer. */
  step(epoch?: number): void {
    this.#adopt(epoch === undefined ? this.#lastEpoch + 1 : numberAtLeast("epoch", epoch, 0));
  }

  /** `step()`, as in braintools. */
  stepEpoch(): void {
    this.step();
  }

  /** The current rates, transformed by `change`. @throws InvalidArgumentError */
  apply(change: (rate: number) => number): number[] {
    if (!isFunction(change)) throw new InvalidArgumentError("change", change, "a function of the rate");
    return this.getLr().map((rate) => change(rate));
  }

  /**
   * Writes the rates of the current and of every later step into the groups. Groups without their own base rate,
   * including groups added later, use that of the last one.
   * @throws InvalidArgumentError
   */
  attachOptimizer(optimizer: ScheduledOptimizer): void {
    const groups = groupsOf(optimizer);
    for (const [i, group] of groups().entries()) presentRate(group, i);
    this.#adopt(this.#lastEpoch, this.#baseLrs, this.#shape, groups);
    eventsOf(optimizer).claim("lr", this);
  }

  /** Called by the optimizer when it has loaded a state, and other rates with it. */
  stateLoaded(): void {
    this.#adopt(this.#lastEpoch);
  }

  stateDict(): WarmupCosineScheduleState {
    return {
      lastEpoch: this.#lastEpoch,
      baseLrs: [...this.#baseLrs],
      currentLrs: this.getLr(),
      settings: this.#shape,
    };
  }

  /**
   * Loads its own state or braintools' (`last_epoch`, `base_lrs`, `current_lrs`), and writes the rates.
   * @param options What to do if the state has other base rates or options than this schedule or, without options,
   * other rates. Base rates that were not given always come from the state. Default: `{ policy: "match" }`.
   * @throws InvalidArgumentError before anything changes.
   */
  loadStateDict(
    state: WarmupCosineScheduleState | Readonly<Record<string, unknown>>,
    options: { readonly policy?: LoadPolicy } = {},
  ): void {
    const policy = readPolicy(options);
    const isTheirs = isRecord(state) && Object.hasOwn(state, "last_epoch");
    const [epoch, bases, current] = isTheirs ? BRAINTOOLS_STATE : STATE;
    const names = [epoch, bases, current, ...(isTheirs ? [] : ["settings"])];
    const fields = new Fields<string>("the state of a schedule", "state", state, names, "state.");
    const lastEpoch = fields.atLeast(epoch, 0);
    const saved = fields.read(bases, rateList);
    const rates = fields.read(current, numberListOf);
    fields.counted(current, rates, saved.length, "one for each base rate");
    const path = "state.settings";
    const shape = fields.has("settings")
      ? readShape(new Fields("WarmupCosineSchedule", path, fields.get("settings"), SHAPE, `${path}.`))
      : null;
    if (policy === "match") {
      const count = Math.max(saved.length, this.#baseLrs.length);
      const [theirs, own] = [groupBases(saved, count), groupBases(this.#baseLrs, count)];
      if (this.#isBaseGiven) refuseOtherRates(fields.path(bases), theirs, own);
      if (shape !== null) refuseDifference(path, shape, this.#shape);
      else refuseOtherCurrent(fields.path(current), rates, saved, build(saved, this.#shape), lastEpoch);
    }
    const keepsBases = policy === "keep" && this.#isBaseGiven;
    this.#adopt(
      lastEpoch,
      keepsBases ? this.#baseLrs : saved,
      policy === "checkpoint" && shape !== null ? shape : this.#shape,
    );
  }

  /** Writes the rates of a step, and keeps the step only if no group rejects its rate. */
  #adopt(lastEpoch: number, baseLrs = this.#baseLrs, shape = this.#shape, groupsNow = this.#groups): void {
    const groups = groupsNow?.() ?? [];
    const isSame = groups.length <= baseLrs.length && baseLrs === this.#baseLrs && shape === this.#shape;
    const bases = isSame ? baseLrs : groupBases(baseLrs, groups.length);
    const curves = isSame ? this.#curves : build(bases, shape);
    const [first] = curves;
    const isOne = curves.length === 1 && first !== undefined;
    writeRates(groups, isOne ? first.valueAt(lastEpoch) : curves.map((curve) => curve.valueAt(lastEpoch)));
    this.#groups = groupsNow;
    this.#baseLrs = bases;
    this.#shape = shape;
    this.#curves = curves;
    this.#lastEpoch = lastEpoch;
  }
}

function readShape(fields: Fields<string>): Shape {
  return {
    warmupSteps: fields.whole("warmupSteps", 0, 1000),
    totalSteps: fields.whole("totalSteps", 0, 10_000),
    warmupStartLr: fields.finite("warmupStartLr", 0),
    etaMin: fields.finite("etaMin", 0),
  };
}

function build(
  baseLrs: readonly number[],
  { warmupSteps, totalSteps, warmupStartLr, etaMin }: Shape,
): readonly LookAhead[] {
  return baseLrs.map((base) => {
    const cosine = {
      kind: "ramp",
      start: warmupSteps,
      end: Math.max(totalSteps, warmupSteps + 1),
      from: base,
      to: etaMin,
      easing: { kind: "cosine" },
    };
    if (warmupSteps === 0) return new LookAhead(scheduleFromTree(cosine));
    const rise = { kind: "ramp", start: 0, end: warmupSteps, from: warmupStartLr, to: base };
    const children = [rise, cosine];
    return new LookAhead(
      scheduleFromTree({ kind: "join", boundaries: [warmupSteps], children, rebase: false }),
    );
  });
}

/** braintools computes in float32. */
const CLOSE = 1e-6;

/** A state without options is compared by its rates. */
function refuseOtherCurrent(
  path: string,
  rates: readonly number[],
  baseLrs: readonly number[],
  curves: readonly LookAhead[],
  lastEpoch: number,
): void {
  for (const [i, curve] of curves.entries()) {
    const [here, saved] = [curve.valueAt(lastEpoch), rates[i] as number];
    const size = Math.max(Math.abs(here), Math.abs(baseLrs[i] as number));
    if (Math.abs(here - saved) <= CLOSE * size) continue;
    const expected = `${here}, the rate of step ${lastEpoch} in this schedule, ${LOAD_ADVICE}`;
    throw new InvalidArgumentError(`${path}[${i}]`, saved, expected);
  }
}

/** A base rate for each group; groups without one use that of the last one. */
function groupBases(baseLrs: readonly number[], groups: number): readonly number[] {
  const last = baseLrs[baseLrs.length - 1] as number;
  return [...baseLrs, ...Array<number>(Math.max(0, groups - baseLrs.length)).fill(last)];
}

const numberListOf = (argument: string, value: unknown) => numberList(argument, value);

function rateList(argument: string, value: unknown): readonly number[] {
  if (list(argument, value, "rates").length === 0) {
    throw new InvalidArgumentError(argument, value, "a list of at least one rate");
  }
  return numberList(argument, value);
}
