/** A group of parameters: its hyper-parameters, which may be changed between steps, and what follows from them. */
import { finiteNumber } from "../arguments.js";
import { InvalidArgumentError } from "../errors.js";
import type { OptimizerArena } from "./arena.js";
import { BaseRate, GIVEN_RATE } from "./base-rate.js";
import {
  betaPair,
  type CheckedHyperparameters,
  type LearningRate,
  learningRate,
  nonNegative,
} from "./options.js";
import { SCALARS, SCALARS_LENGTH } from "./scalars.js";
import type { AdamGroupState } from "./state.js";
import { UpdateCounts } from "./update-counts.js";
import { WholePowers } from "./whole-powers.js";

/** What a group shows. A new value is checked when it is set and holds from the next step on. */
export interface ParameterGroup {
  /** The rate, or the function of the update's number that gives it. */
  lr: LearningRate;
  /**
   * The rate before any scheduler, which relative schedules multiply: PyTorch's `initial_lr`. A scheduler or a loaded state
   * records it; null before.
   */
  initialLr: number | null;
  betas: readonly [number, number];
  eps: number;
  weightDecay: number;
  /** The group's first parameter, as an index into the optimizer's `params`. */
  readonly start: number;
  /** One past the group's last parameter. */
  readonly end: number;
}

export class AdamGroup implements ParameterGroup {
  /** The rate of the present step. */
  rate = 0;
  readonly counts: UpdateCounts;
  /** The group as errors name it: `groups[1]`. */
  readonly #path: string;
  readonly #decoupled: boolean;
  #lr: LearningRate;
  readonly #baseRate: BaseRate;
  #betas: readonly [number, number] = [0, 0];
  #eps = 0;
  #weightDecay = 0;
  #powers1 = new WholePowers(0);
  #powers2 = new WholePowers(0);
  /** The float32 arguments of the kernel, in the arena; storing rounds. */
  readonly #scalars: Float32Array;

  constructor(
    path: string,
    readonly start: number,
    readonly end: number,
    values: CheckedHyperparameters,
    decoupled: boolean,
    /** Where its numbers for the kernel stand in the arena. */
    readonly scalarsStart: number,
    arena: OptimizerArena,
  ) {
    this.#path = path;
    this.#decoupled = decoupled;
    this.counts = new UpdateCounts(end - start);
    this.#scalars = arena.values.subarray(scalarsStart, scalarsStart + SCALARS_LENGTH);
    this.#lr = values.lr;
    this.#baseRate = new BaseRate(values.lr);
    this.betas = values.betas;
    this.eps = values.eps;
    this.weightDecay = values.weightDecay;
  }

  get lr(): LearningRate {
    return this.#lr;
  }

  set lr(value: LearningRate) {
    this.#lr = learningRate(`${this.#path}.lr`, value);
    this.#baseRate.rateSet(value);
  }

  get initialLr(): number | null {
    return this.#baseRate.recorded;
  }

  set initialLr(value: number | null) {
    this.#baseRate.record(finiteNumber(`${this.#path}.initialLr`, value));
  }

  get [GIVEN_RATE](): number | null {
    return this.#baseRate.given;
  }

  get betas(): readonly [number, number] {
    return this.#betas;
  }

  set betas(value: readonly [number, number]) {
    this.#betas = betaPair(`${this.#path}.betas`, value);
    const [beta1, beta2] = this.#betas;
    this.#powers1 = new WholePowers(beta1);
    this.#powers2 = new WholePowers(beta2);
    this.#scalars[SCALARS.weight1] = 1 - beta1;
    this.#scalars[SCALARS.keep1] = 1 - Math.fround(1 - beta1);
    this.#scalars[SCALARS.beta2] = beta2;
    this.#scalars[SCALARS.weight2] = 1 - beta2;
  }

  get eps(): number {
    return this.#eps;
  }

  set eps(value: number) {
    this.#eps = nonNegative(`${this.#path}.eps`, value);
  }

  get weightDecay(): number {
    return this.#weightDecay;
  }

  set weightDecay(value: number) {
    this.#weightDecay = nonNegative(`${this.#path}.weightDecay`, value);
    this.#scalars[SCALARS.l2] = this.#decoupled ? 0 : value;
  }

  /**
   * Sets `rate` to that of update number `step`, counted from 0.
   * @throws InvalidArgumentError when a schedule gives no rate.
   */
  readRate(step: number): void {
    const lr = this.#lr;
    const rate: unknown = typeof lr === "number" ? lr : lr(step);
    if (!(typeof rate === "number" && rate >= 0 && rate < Number.POSITIVE_INFINITY)) {
      throw new InvalidArgumentError(`${this.#path}.lr(${step})`, rate, "a finite number of at least 0");
    }
    this.rate = rate;
  }

  state(): AdamGroupState {
    const lr = typeof this.#lr === "number" ? this.#lr : null;
    const { initialLr, betas, eps, weightDecay, start, end } = this;
    return { lr, initialLr: initialLr ?? lr, betas, eps, weightDecay, params: end - start };
  }

  /** Takes over what was saved; a rate that is a function stays. */
  load(saved: AdamGroupState): void {
    if (saved.lr !== null && typeof this.#lr === "number") {
      this.#lr = saved.lr;
      if (saved.initialLr !== null) this.#baseRate.load(saved.initialLr);
    }
    this.betas = saved.betas;
    this.eps = saved.eps;
    this.weightDecay = saved.weightDecay;
  }

  /** Sets what the kernel needs for parameters that are updated for the `count`-th time, counted from 1. */
  prepare(count: number, gradientFactor: number): void {
    const scalars = this.#scalars;
    const { rate } = this;
    const correction1 = 1 - this.#powers1.at(count);
    const root2 = Math.sqrt(1 - this.#powers2.at(count));
    scalars[SCALARS.gradientFactor] = gradientFactor;
    scalars[SCALARS.decay] = this.#decoupled ? 1 - rate * this.#weightDecay : 1;
    scalars[SCALARS.eps] = this.#eps * root2;
    scalars[SCALARS.negativeStep] = -(rate / correction1) * root2;
  }
}
