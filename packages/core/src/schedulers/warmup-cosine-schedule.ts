/** braintools' WarmupCosineSchedule with braintools' interface. */
import { Fields, finiteNumber, isRecord, list, numberList, wholeNumber } from "../arguments.js";
import { isArray } from "../arrays.js";
import { InvalidArgumentError } from "../errors.js";
import { scheduleFromTree } from "../schedule/from-json.js";
import { groupsOf, type OpenGroup, presentRate, type ScheduledOptimizer, writeRates } from "./groups.js";
import { LookAhead } from "./look-ahead.js";

export interface WarmupCosineScheduleOptions {
  /** The rate after the warm-up, or a list with that of each group. Default: 1e-3. */
  readonly baseLr?: number | readonly number[];
  /** Default: 1000. */
  readonly warmupSteps?: number;
  /** Warm-up included. Default: 10000. */
  readonly totalSteps?: number;
  /** Default: 0. */
  readonly warmupStartLr?: number;
  /** The rate from step `totalSteps` on. Default: 0. */
  readonly etaMin?: number;
  /** How many steps were made. Default: 0. */
  readonly lastEpoch?: number;
}

/** What it saves: plain JSON, braintools' own fields in camelCase. */
export interface WarmupCosineScheduleState {
  readonly lastEpoch: number;
  readonly baseLrs: readonly number[];
  readonly currentLrs: readonly number[];
}

const NAMES = ["baseLr", "warmupSteps", "totalSteps", "warmupStartLr", "etaMin", "lastEpoch"] as const;
const STATE = ["lastEpoch", "baseLrs", "currentLrs"] as const;
const BRAINTOOLS_STATE = ["last_epoch", "base_lrs", "current_lrs"] as const;

/**
 * `s + (b - s) * e / warmupSteps` before step `warmupSteps`, then
 * `m + (b - m) * (1 + cos(pi * u)) / 2` with `u = (e - warmupSteps) / (totalSteps - warmupSteps)`, at most 1,
 * where e is `lastEpoch`, b the base rate, s `warmupStartLr` and m `etaMin`.
 *
 * As in braintools there is no optimizer at first, `lastEpoch` starts at 0, nothing is stepped on construction,
 * `getLr()` is computed from `lastEpoch`, and a total below the warm-up is a warm-up to its end, then one step down. In
 * float64, where braintools has float32. Unlike there, rates and counts have to be finite, and counts whole.
 */
export class WarmupCosineSchedule {
  readonly #shape: Readonly<Record<"warmupSteps" | "totalSteps" | "warmupStartLr" | "etaMin", number>>;
  #baseLrs: readonly number[];
  #curves: readonly LookAhead[];
  #lastEpoch: number;
  #groups: (() => readonly OpenGroup[]) | null = null;

  /** @throws InvalidArgumentError */
  constructor(options: WarmupCosineScheduleOptions = {}) {
    const fields = new Fields("WarmupCosineSchedule", "options", options, NAMES);
    const baseLr = fields.get("baseLr") ?? 1e-3;
    this.#baseLrs = isArray(baseLr) ? rateList("baseLr", baseLr) : [finiteNumber("baseLr", baseLr)];
    this.#shape = {
      warmupSteps: fields.whole("warmupSteps", 0, 1000),
      totalSteps: fields.whole("totalSteps", 0, 10_000),
      warmupStartLr: fields.finite("warmupStartLr", 0),
      etaMin: fields.finite("etaMin", 0),
    };
    this.#lastEpoch = fields.whole("lastEpoch", 0, 0);
    this.#curves = this.#build(this.#baseLrs);
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

  /** The rates that the last step came to. */
  getLastLr(): number[] {
    return this.getLr();
  }

  /** Goes to the next step, or to `epoch`, and writes the rates where there is an optimizer. */
  step(epoch?: number): void {
    this.#adopt(epoch === undefined ? this.#lastEpoch + 1 : wholeNumber("epoch", epoch));
  }

  /** `step()`, as in braintools. */
  stepEpoch(): void {
    this.step();
  }

  /** The present rates, each as `change` makes it. */
  apply(change: (rate: number) => number): number[] {
    return this.getLr().map((rate) => change(rate));
  }

  /**
   * Writes the rates of the present step into the groups, and those of each later one. Groups without a base rate of
   * their own, also those added later, have that of the last one.
   * @throws InvalidArgumentError
   */
  attachOptimizer(optimizer: ScheduledOptimizer): void {
    const groups = groupsOf(optimizer);
    for (const [i, group] of groups().entries()) presentRate(group, i);
    this.#adopt(this.#lastEpoch, this.#baseLrs, groups);
  }

  stateDict(): WarmupCosineScheduleState {
    return { lastEpoch: this.#lastEpoch, baseLrs: [...this.#baseLrs], currentLrs: this.getLr() };
  }

  /** Takes its own state or braintools' (`last_epoch`, `base_lrs`, `current_lrs`). @throws InvalidArgumentError */
  loadStateDict(state: WarmupCosineScheduleState | Readonly<Record<string, unknown>>): void {
    const isTheirs = isRecord(state) && Object.hasOwn(state, "last_epoch");
    const [epoch, bases, current] = isTheirs ? BRAINTOOLS_STATE : STATE;
    const names = [epoch, bases, current];
    const fields = new Fields<string>("the state of a schedule", "state", state, names, "state.");
    const lastEpoch = fields.whole(epoch, 0);
    const baseLrs = fields.read(bases, rateList);
    fields.counted(current, fields.read(current, numberListOf), baseLrs.length, "one for each base rate");
    this.#adopt(lastEpoch, baseLrs);
  }

  /** Writes the rates of a step, and only then keeps what they come from: a group may refuse its rate. */
  #adopt(lastEpoch: number, baseLrs = this.#baseLrs, groupsNow = this.#groups): void {
    const groups = groupsNow?.() ?? [];
    const isSame = groups.length <= baseLrs.length && baseLrs === this.#baseLrs;
    const bases = isSame ? baseLrs : groupBases(baseLrs, groups.length);
    const curves = isSame ? this.#curves : this.#build(bases);
    const [first] = curves;
    const isOne = curves.length === 1 && first !== undefined;
    writeRates(groups, isOne ? first.valueAt(lastEpoch) : curves.map((curve) => curve.valueAt(lastEpoch)));
    this.#groups = groupsNow;
    this.#baseLrs = bases;
    this.#curves = curves;
    this.#lastEpoch = lastEpoch;
  }

  #build(baseLrs: readonly number[]): readonly LookAhead[] {
    const { warmupSteps, totalSteps, warmupStartLr, etaMin } = this.#shape;
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
}

/** A base rate for each group: those that have none of their own get that of the last one. */
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
