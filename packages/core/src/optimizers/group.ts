/** A group of parameters: its hyper-parameters, which may be changed between steps, and what follows from them. */
import { InvalidArgumentError } from "../errors.js";
import {
  betaPair,
  type CheckedHyperparameters,
  type LearningRate,
  learningRate,
  nonNegative,
} from "./options.js";
import type { AdamScalars } from "./scalars.js";
import type { AdamGroupState } from "./state.js";
import { WholePowers } from "./whole-powers.js";

const { fround } = Math;

/** What a group shows. A new value is checked when it is set and holds from the next step on. */
export interface ParameterGroup {
  /** The rate, or the function of the update's number that gives it. */
  lr: LearningRate;
  betas: readonly [number, number];
  eps: number;
  weightDecay: number;
  /** The group's first parameter, as an index into the optimizer's `params`. */
  readonly start: number;
  /** One past the group's last parameter. */
  readonly end: number;
}

export class AdamGroup implements ParameterGroup {
  /** The group as errors name it: `groups[1]`. */
  readonly #path: string;
  readonly #decoupled: boolean;
  #lr: LearningRate;
  #betas: readonly [number, number];
  #eps: number;
  #weightDecay: number;
  #powers1: WholePowers;
  #powers2: WholePowers;

  constructor(
    path: string,
    readonly start: number,
    readonly end: number,
    values: CheckedHyperparameters,
    decoupled: boolean,
  ) {
    this.#path = path;
    this.#decoupled = decoupled;
    this.#lr = values.lr;
    this.#eps = values.eps;
    this.#weightDecay = values.weightDecay;
    this.#betas = values.betas;
    this.#powers1 = new WholePowers(values.betas[0]);
    this.#powers2 = new WholePowers(values.betas[1]);
  }

  get lr(): LearningRate {
    return this.#lr;
  }

  set lr(value: LearningRate) {
    this.#lr = learningRate(`${this.#path}.lr`, value);
  }

  get betas(): readonly [number, number] {
    return this.#betas;
  }

  set betas(value: readonly [number, number]) {
    this.#betas = betaPair(`${this.#path}.betas`, value);
    this.#powers1 = new WholePowers(this.#betas[0]);
    this.#powers2 = new WholePowers(this.#betas[1]);
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
  }

  /**
   * The rate of update number `step`, counted from 0.
   * @throws InvalidArgumentError when a schedule gives no rate.
   */
  rateAt(step: number): number {
    const lr = this.#lr;
    if (typeof lr === "number") return lr;
    const rate = lr(step);
    if (!(Number.isFinite(rate) && rate >= 0)) {
      throw new InvalidArgumentError(`${this.#path}.lr(${step})`, rate, "a finite number of at least 0");
    }
    return rate;
  }

  /** Takes over what was saved; a rate that is a function stays. */
  load(saved: AdamGroupState): void {
    if (saved.lr !== null && typeof this.#lr === "number") this.lr = saved.lr;
    this.betas = saved.betas;
    this.eps = saved.eps;
    this.weightDecay = saved.weightDecay;
  }

  /** What the kernel needs for parameters that are updated for the `count`-th time, counted from 1. */
  fillScalars(scalars: AdamScalars, rate: number, count: number): void {
    const [beta1, beta2] = this.#betas;
    const weightDecay = this.#weightDecay;
    scalars.l2 = this.#decoupled ? 0 : fround(weightDecay);
    scalars.decay = this.#decoupled ? fround(1 - rate * weightDecay) : 1;
    scalars.weight1 = fround(1 - beta1);
    scalars.keep1 = fround(1 - scalars.weight1);
    scalars.beta2 = fround(beta2);
    scalars.weight2 = fround(1 - beta2);
    scalars.rootFactor = fround(1 / Math.sqrt(1 - this.#powers2.at(count)));
    scalars.eps = fround(this.#eps);
    scalars.negativeStep = fround(-(rate / (1 - this.#powers1.at(count))));
  }
}
