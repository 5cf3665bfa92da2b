/** The initial rates of the groups of one scheduler, and whether they may be multiplied. */
import { InvalidArgumentError } from "../errors.js";
import type { OpenGroup } from "./groups.js";
import {
  type Dispute,
  disputed,
  disputeWith,
  type InitialLr,
  initialRates,
  recordInitialRates,
  refuseUnknownRates,
} from "./initial-rates.js";
import type { InitialRate, Plan } from "./plan.js";

export class GroupRates {
  #rates: readonly InitialRate[];
  /** Whether an option set the rates. */
  readonly #areGiven: boolean;
  /** Whether the rates are settled, by the option or a loaded state; a loaded optimizer then can't change them. */
  #areDecided: boolean;
  #dispute: Dispute | null;

  /**
   * @param isResumed Whether the schedule begins after its step 0, so that the current rates may be scheduled ones.
   * @throws InvalidArgumentError
   */
  constructor(groups: readonly OpenGroup[], option: InitialLr | undefined, plan: Plan, isResumed: boolean) {
    this.#areGiven = option !== undefined;
    this.#areDecided = this.#areGiven;
    const needsRecord = isResumed && plan.usesInitialRates && !this.#areGiven;
    if (needsRecord) refuseUnknownRates(groups);
    const { rates, dispute } = initialRates(groups, option, plan);
    if (needsRecord && dispute !== null) throw disputed(dispute);
    this.#rates = rates;
    this.#dispute = dispute;
  }

  get rates(): readonly InitialRate[] {
    return this.#rates;
  }

  /** Whether a rate is ambiguous, so that nothing may be written. */
  get areDisputed(): boolean {
    return this.#dispute !== null;
  }

  /** @throws InvalidArgumentError if a rate is ambiguous. */
  refuseDisputed(): void {
    if (this.#dispute !== null) throw disputed(this.#dispute);
  }

  /** Compares the rates with those recorded in the groups, after the optimizer has loaded a state. */
  review(groups: readonly OpenGroup[], plan: Plan): void {
    this.#dispute = this.#disputeWith(groups, plan);
  }

  /** @throws InvalidArgumentError if the groups record other rates. */
  refuseOthers(groups: readonly OpenGroup[], plan: Plan): void {
    const dispute = this.#disputeWith(groups, plan);
    if (dispute !== null) throw disputed(dispute);
  }

  /** The rates, with those of groups that were added since. */
  withNew(groups: readonly OpenGroup[], plan: Plan): readonly InitialRate[] {
    const known = this.#rates;
    if (groups.length < known.length) {
      throw new InvalidArgumentError("groups.length", groups.length, `at least ${known.length}, as before`);
    }
    if (groups.length === known.length) return known;
    return [...known, ...initialRates(groups.slice(known.length), undefined, plan, known.length).rates];
  }

  /** Replaces the rates, which a loaded state decides. */
  replace(rates: readonly InitialRate[], isByState: boolean): void {
    this.#rates = rates;
    if (isByState) this.#areDecided = true;
    if (this.#areDecided) this.#dispute = null;
  }

  /** Records the rates in the groups, unless they are ambiguous. */
  record(groups: readonly OpenGroup[], plan: Plan, scheduler: { readonly lastEpoch: number }): void {
    if (this.#dispute !== null) return;
    const isDecided = this.#areDecided && plan.usesInitialRates;
    recordInitialRates(groups, this.#rates, scheduler, isDecided || this.#areGiven);
  }

  #disputeWith(groups: readonly OpenGroup[], plan: Plan): Dispute | null {
    if (this.#areDecided || !plan.usesInitialRates) return null;
    return disputeWith(groups, this.#rates);
  }
}
