/** Groups of parameters: their hyper-parameters, which may be changed between steps, and the rows that follow. */
import { InvalidArgumentError, isSchedule, type LearningRate, type Schedule } from "@anneal/core";
import { BaseRate, type Fields, finiteNumber, GIVEN_RATE, WholePowers } from "@anneal/core/internal";
import { betaPair, learningRate } from "./checks.js";
import { float32AtLeast0, largestFactor } from "./float32.js";
import { ROW_LENGTH, SLOTS } from "./rules.js";

/** Hyper-parameters by name; each rule has its own. */
export interface GroupValues {
  readonly lr: LearningRate;
  readonly weightDecay: number;
  readonly betas: readonly [number, number];
  readonly eps: number;
  readonly momentum: number;
  readonly dampening: number;
}

export type GroupField = keyof GroupValues;

/** How a rule's numbers follow from its hyper-parameters. */
export type RuleKind = "adam" | "adamw" | "sgd" | "lion";

/** A function's rates are checked when they are due. */
const rate = (argument: string, value: unknown): LearningRate =>
  typeof value === "number" ? float32AtLeast0(argument, value) : learningRate(argument, value);

const checks: { readonly [Name in GroupField]: (argument: string, value: unknown) => GroupValues[Name] } = {
  lr: rate,
  weightDecay: float32AtLeast0,
  betas: betaPair,
  eps: float32AtLeast0,
  momentum: float32AtLeast0,
  dampening: float32AtLeast0,
};

/** The hyper-parameters that `fields` holds, `otherwise` where they are left out. */
export function readValues(
  fields: Fields<string>,
  names: readonly GroupField[],
  otherwise: GroupValues,
): GroupValues {
  const read = <Name extends GroupField>(name: Name) =>
    names.includes(name)
      ? fields.read<GroupValues[Name]>(name, checks[name], otherwise[name])
      : otherwise[name];
  return {
    lr: read("lr"),
    weightDecay: read("weightDecay"),
    betas: read("betas"),
    eps: read("eps"),
    momentum: read("momentum"),
    dampening: read("dampening"),
  };
}

/** A group's hyper-parameters at one time: a step that waits goes on with those that it was asked for with. */
export class GroupNumbers {
  readonly values: GroupValues;
  readonly #path: string;
  readonly #kind: RuleKind;
  readonly #powers1: WholePowers;
  readonly #powers2: WholePowers;

  /** @param before The group's numbers until now: what stays the same need not be computed again. */
  constructor(path: string, kind: RuleKind, values: GroupValues, before?: GroupNumbers) {
    this.values = values;
    this.#path = path;
    this.#kind = kind;
    const isKept = before?.values.betas === values.betas;
    this.#powers1 = isKept ? before.#powers1 : new WholePowers(values.betas[0]);
    this.#powers2 = isKept ? before.#powers2 : new WholePowers(values.betas[1]);
  }

  /** Whether the rate of an update can be told before it is due, because it depends on nothing but its number. */
  get isForeseeable(): boolean {
    const { lr } = this.values;
    return typeof lr === "number" || isSchedule(lr);
  }

  /**
   * Writes the numbers of update `count`, counted from 0, from `place` on; storing rounds to float32.
   * @throws InvalidArgumentError when a schedule gives no rate, or one that with the other numbers is beyond float32
   */
  writeRow(row: Float32Array, place: number, count: number, gradientFactor: number): void {
    const { weightDecay, betas, eps, momentum, dampening } = this.values;
    const rate = this.#rateAt(count);
    row.fill(0, place, place + ROW_LENGTH);
    const isDecoupled = this.#kind === "adamw" || this.#kind === "lion";
    row[place + SLOTS.gradientFactor] = gradientFactor;
    row[place + SLOTS.largestGradient] = largestFactor(Math.abs(gradientFactor));
    row[place + SLOTS.l2] = isDecoupled ? 0 : weightDecay;
    row[place + SLOTS.decay] = isDecoupled ? 1 - rate * weightDecay : 1;
    row[place + SLOTS.decayRate] = isDecoupled ? weightDecay : 0;
    row[place + SLOTS.isFirst] = count === 0 ? 1 : 0;
    if (this.#kind === "sgd" || this.#kind === "lion") {
      row[place + SLOTS.step] = -rate;
      row[place + SLOTS.stepRate] = 1;
    } else {
      const correction1 = 1 - this.#powers1.at(count + 1);
      const root2 = Math.sqrt(1 - this.#powers2.at(count + 1));
      row[place + SLOTS.eps] = eps * root2;
      row[place + SLOTS.step] = -(rate / correction1) * root2;
      row[place + SLOTS.stepRate] = root2 / correction1;
    }
    // Nothing else can leave the range of float32.
    if (!(Number.isFinite(row[place + SLOTS.decay]) && Number.isFinite(row[place + SLOTS.step]))) {
      const expected = "so small that the product with the weight decay, and the step, fit into a float32";
      throw new InvalidArgumentError(`${this.#path}.lr(${count})`, rate, expected);
    }
    if (this.#kind === "sgd") {
      row[place + SLOTS.a] = momentum;
      // Without momentum there is nothing to dampen.
      row[place + SLOTS.b] = momentum === 0 ? 1 : 1 - dampening;
      return;
    }
    const [beta1, beta2] = betas;
    const isLion = this.#kind === "lion";
    row[place + SLOTS.a] = isLion ? beta1 : 1 - beta1;
    row[place + SLOTS.b] = isLion ? 1 - beta1 : 1 - Math.fround(1 - beta1);
    row[place + SLOTS.c] = beta2;
    row[place + SLOTS.d] = 1 - beta2;
  }

  #rateAt(count: number): number {
    const { lr } = this.values;
    const rate: unknown = typeof lr === "number" ? lr : lr(count);
    if (typeof rate === "number" && rate >= 0 && Math.fround(rate) < Number.POSITIVE_INFINITY) return rate;
    const isLarge = typeof rate === "number" && rate >= 0 && rate < Number.POSITIVE_INFINITY;
    const expected = `a finite number of at least 0${isLarge ? " that a float32 can hold" : ""}`;
    throw new InvalidArgumentError(`${this.#path}.lr(${count})`, rate, expected);
  }
}

/** A group of parameters. What is set is checked, and holds from the next step that is asked for. */
export class GpuParameterGroup {
  /** The group's first parameter, as an index into the optimizer's `params`. */
  readonly start: number;
  /** One past the group's last parameter. */
  readonly end: number;
  readonly #path: string;
  readonly #kind: RuleKind;
  readonly #names: readonly GroupField[];
  readonly #baseRate: BaseRate;
  #numbers: GroupNumbers;

  constructor(
    path: string,
    range: readonly [number, number],
    kind: RuleKind,
    names: readonly GroupField[],
    values: GroupValues,
  ) {
    this.#path = path;
    [this.start, this.end] = range;
    this.#kind = kind;
    this.#names = names;
    this.#baseRate = new BaseRate(values.lr);
    this.#numbers = new GroupNumbers(path, kind, values);
  }

  /** Its numbers as they are now; others once anything is set. */
  get numbers(): GroupNumbers {
    return this.#numbers;
  }

  get lr(): LearningRate {
    return this.#numbers.values.lr;
  }

  set lr(value: LearningRate) {
    this.#set("lr", value);
    this.#baseRate.rateSet(value);
  }

  /**
   * The rate before any scheduler, which relative schedules multiply: PyTorch's `initial_lr`. A scheduler or a loaded state
   * records it; null before.
   */
  get initialLr(): number | null {
    return this.#baseRate.recorded;
  }

  set initialLr(value: number | null) {
    this.#baseRate.record(finiteNumber(`${this.#path}.initialLr`, value));
  }

  get [GIVEN_RATE](): number | null {
    return this.#baseRate.given;
  }

  get weightDecay(): number {
    return this.#numbers.values.weightDecay;
  }

  set weightDecay(value: number) {
    this.#set("weightDecay", value);
  }

  get betas(): readonly [number, number] {
    return this.#numbers.values.betas;
  }

  set betas(value: readonly [number, number]) {
    this.#set("betas", value);
  }

  get eps(): number {
    return this.#numbers.values.eps;
  }

  set eps(value: number) {
    this.#set("eps", value);
  }

  get momentum(): number {
    return this.#numbers.values.momentum;
  }

  set momentum(value: number) {
    this.#set("momentum", value);
  }

  get dampening(): number {
    return this.#numbers.values.dampening;
  }

  set dampening(value: number) {
    this.#set("dampening", value);
  }

  #set<Name extends GroupField>(name: Name, value: GroupValues[Name]): void {
    const path = `${this.#path}.${name}`;
    if (!this.#names.includes(name)) {
      throw new InvalidArgumentError(
        path,
        value,
        "left alone: this optimizer was made without it, or has it on the device",
      );
    }
    this.#change({ [name]: checks[name](path, value) });
  }

  #change(changes: Partial<GroupValues>): void {
    const before = this.#numbers;
    this.#numbers = new GroupNumbers(this.#path, this.#kind, { ...before.values, ...changes }, before);
  }

  /** Takes over saved numbers, which are checked already; a rate that is a function stays. */
  load(saved: Partial<Omit<GroupValues, "lr">>, lr: number | null, initialLr: number | null): void {
    const takesRate = lr !== null && typeof this.lr === "number";
    if (takesRate && initialLr !== null) this.#baseRate.load(initialLr);
    this.#change({ ...saved, ...(takesRate ? { lr } : {}) });
  }

  /** The schedule, for the device to evaluate. */
  schedule(): Schedule {
    if (isSchedule(this.lr)) return this.lr;
    throw new InvalidArgumentError(`${this.#path}.lr`, this.lr, 'a schedule, as rate is "device"');
  }
}
