/** A group as its user and saved states see it, whichever arenas its parameters are in. */
import { BaseRate } from "./base-rate.js";
import type { GroupCore } from "./group.js";
import { GroupHyper } from "./group-hyper.js";
import type { CheckedGroup, LearningRate } from "./options.js";
import type { CheckedParameter } from "./parameters.js";
import type { Rule } from "./rule/rule.js";
import type { StatefulGroup } from "./state.js";

export class WholeGroup implements StatefulGroup {
  readonly rule: Rule;
  readonly flags: Readonly<Record<string, boolean | string>>;
  readonly path: string;
  readonly hyper: GroupHyper;
  readonly baseRate: BaseRate;
  readonly params: readonly CheckedParameter[];
  readonly end: number;
  readonly carriedOfGroup: Float64Array;
  readonly carriedOfParameters: Float64Array;
  /** The number of values that are carried for each parameter. */
  readonly parameterCarried: number;
  readonly counts: StatefulGroup["counts"] = {
    at: (index) => this.#coreOf(index, (core, own) => core.counts.at(own)),
    setOne: (index, count) => this.#coreOf(index, (core, own) => core.counts.setOne(own, count)),
  };
  /** Its parts in order, one for each arena. */
  readonly #cores: GroupCore[] = [];

  /**
   * @param index Its index among the groups of the optimizer.
   * @param start The index of its first parameter among those of the optimizer.
   */
  constructor(
    { rule, flags, hyper, params }: CheckedGroup,
    readonly index: number,
    readonly start: number,
  ) {
    this.rule = rule;
    this.flags = flags;
    this.path = `groups[${index}]`;
    this.params = params;
    this.end = start + params.length;
    this.hyper = new GroupHyper(rule, flags, this.path, hyper);
    this.baseRate = new BaseRate(hyper.lr as LearningRate);
    const count = (scope: "parameter" | "group") =>
      Object.values(rule.carried).filter(({ per }) => per === scope).length;
    this.parameterCarried = count("parameter");
    this.carriedOfParameters = new Float64Array(this.parameterCarried * params.length);
    this.carriedOfGroup = new Float64Array(count("group"));
  }

  /** Adds the part with the next parameters. */
  add(core: GroupCore): void {
    this.#cores.push(core);
  }

  get updates(): number {
    return this.#cores[0]?.updates ?? 0;
  }

  set updates(updates: number) {
    for (const core of this.#cores) core.updates = updates;
  }

  slotNames(index: number): readonly string[] {
    return this.#coreOf(index, (core, own) => core.slotNames(own));
  }

  slotLength(name: string, index: number): number {
    return this.#coreOf(index, (core, own) => core.slotLength(name, own));
  }

  slot(name: string, index: number): Float32Array | null {
    return this.#coreOf(index, (core, own) => core.slot(name, own));
  }

  setSlot(name: string, index: number, values: Float32Array): void {
    this.#coreOf(index, (core, own) => core.setSlot(name, own, values));
  }

  /** Asks the part that has a parameter, by the index that it has there. */
  #coreOf<T>(index: number, ask: (core: GroupCore, own: number) => T): T {
    const at = this.start + index;
    const core = this.#cores.find(({ end }) => at < end) as GroupCore;
    return ask(core, at - core.start);
  }
}
