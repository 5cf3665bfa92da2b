/** The scalars shared by all tensors of one rule: sums over the optimizer, and its carried numbers. */
import type { OwnedFloat64Array } from "../typed-arrays.js";
import type { Rule } from "./rule/rule.js";

export class SharedNumbers {
  /** The sums of the current step, by their index among the sums of the rule. */
  readonly sums: OwnedFloat64Array = new Float64Array(8);
  readonly names: readonly string[];
  readonly carried: OwnedFloat64Array;
  /** The next values of `carried`; the first tensor determines them. */
  readonly pending: OwnedFloat64Array;
  hasPending = false;
  /** Whether `carried` has its start values, which may be hyper-parameters. */
  hasStarted = false;

  constructor(rule: Rule) {
    this.names = Object.keys(rule.carried).filter((name) => rule.carried[name]?.per === "optimizer");
    this.carried = new Float64Array(this.names.length);
    this.pending = new Float64Array(this.names.length);
  }

  begin(): void {
    this.sums.fill(0);
    this.hasPending = false;
  }

  commit(): void {
    if (!this.hasPending) return;
    this.carried.set(this.pending);
    this.hasStarted = true;
  }
}
