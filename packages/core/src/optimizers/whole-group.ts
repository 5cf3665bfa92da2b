/** A group in its public form and in saved states, over all arenas of its parameters. */
import { BaseRate } from "./base-rate.js";
import { GroupHyper } from "./group-hyper.js";
import type { HalfFormat } from "./numbers/half.js";
import type { CheckedGroup, LearningRate } from "./options.js";
import type { CheckedParameter } from "./parameters.js";
import type { FlagValues, Rule } from "./rule/rule.js";
import type { PackedStates, StatefulGroup } from "./state.js";

/** The parameters of a group that are in one arena. */
interface GroupPart extends Required<Omit<StatefulGroup, "baseRate" | "flags" | "hyper" | "rule">> {}

export class WholeGroup implements StatefulGroup {
  readonly rule: Rule;
  readonly flags: FlagValues;
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
    at: (index) => this.#partOf(index, (part, own) => part.counts.at(own)),
    setOne: (index, count) => this.#partOf(index, (part, own) => part.counts.setOne(own, count)),
  };
  readonly #packed = packedOf(
    () => this.#parts,
    (index, call) => this.#partOf(index, call),
  );
  /** One for each arena, in order. */
  readonly #parts: GroupPart[] = [];

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
  add(part: GroupPart): void {
    this.#parts.push(part);
  }

  get updates(): number {
    return this.#parts[0]?.updates ?? 0;
  }

  set updates(updates: number) {
    for (const part of this.#parts) part.updates = updates;
  }

  slotNames(index: number): readonly string[] {
    return this.#partOf(index, (part, own) => part.slotNames(own));
  }

  slotLength(name: string, index: number): number {
    return this.#partOf(index, (part, own) => part.slotLength(name, own));
  }

  slot(name: string, index: number): Float32Array | null {
    return this.#partOf(index, (part, own) => part.slot(name, own));
  }

  setSlot(name: string, index: number, values: Float32Array): void {
    this.#partOf(index, (part, own) => part.setSlot(name, own, values));
  }

  master(index: number): Float32Array | null {
    return this.#partOf(index, (part, own) => part.master(own));
  }

  format(index: number): HalfFormat | null {
    return this.#partOf(index, (part, own) => part.format(own));
  }

  setMaster(index: number, values: Float32Array): void {
    this.#partOf(index, (part, own) => part.setMaster(own, values));
  }

  /** Its slots in fewer bits, in all arenas; null: it has none. */
  get packed(): PackedStates | null {
    return this.#parts[0]?.packed == null ? null : this.#packed;
  }

  packedNames(index: number): readonly string[] {
    return this.#partOf(index, (part, own) => part.packedNames(own));
  }

  /** Calls a function with the part that contains a parameter, and the parameter's index in it. */
  #partOf<T>(index: number, call: (part: GroupPart, own: number) => T): T {
    const at = this.start + index;
    const part = this.#parts.find(({ end }) => at < end) as GroupPart;
    return call(part, at - part.start);
  }
}

/** The slots in fewer bits of all parts as one. */
function packedOf(
  parts: () => readonly GroupPart[],
  call: (index: number, act: (part: GroupPart, own: number) => unknown) => unknown,
): PackedStates {
  const packedIn = ({ packed }: GroupPart) => packed as PackedStates;
  const first = () => packedIn(parts()[0] as GroupPart);
  return {
    get precision() {
      return first().precision;
    },
    get seed() {
      return first().seed;
    },
    set seed(seed) {
      for (const part of parts()) packedIn(part).seed = seed;
    },
    save: (name, index, copy) =>
      call(index, (part, own) => packedIn(part).save(name, own, copy)) as ReturnType<PackedStates["save"]>,
    load: (name, index, saved) => void call(index, (part, own) => packedIn(part).load(name, own, saved)),
  };
}
