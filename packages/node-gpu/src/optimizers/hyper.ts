/** The hyper-parameters of a group on a device: numbers within float32, and snapshots of them. */
import { InvalidArgumentError, isSchedule, type Rule } from "@anneal/core";
import {
  type FlagValues,
  GroupHyper,
  type HyperDefinition,
  type HyperValue,
} from "@anneal/core/optimizer-engine";

const limited = new WeakMap<Rule, Rule>();

/** The rule with checks that reject numbers beyond float32, which would be infinite on the device. */
export function withinFloat32(rule: Rule): Rule {
  let result = limited.get(rule);
  if (result === undefined) {
    const hyper = Object.entries(rule.hyper).map(([name, definition]) => [name, limit(definition)]);
    result = { ...rule, hyper: Object.fromEntries(hyper) };
    limited.set(rule, result);
  }
  return result;
}

function limit(definition: HyperDefinition): HyperDefinition {
  const checks = definition.checks.map((check) => (argument: string, value: unknown) => {
    const number = check(argument, value);
    // An allowed infinity switches something off.
    if (!Number.isFinite(number) || Number.isFinite(Math.fround(number))) return number;
    throw new InvalidArgumentError(argument, value, "a number within float32");
  });
  return { ...definition, checks };
}

/** A snapshot of a group's numbers. A step that waits continues with those of the time of its call. */
export interface HyperSnapshot {
  readonly hyper: GroupHyper;
  /** Whether the numbers of an update can be computed ahead, because they depend only on its index. */
  readonly isPrecomputable: boolean;
}

export class GpuHyper extends GroupHyper {
  readonly #rule: Rule;
  readonly #flags: FlagValues;
  readonly #path: string;
  /** The name of a field that can't be set, because the device computes it. */
  readonly #fixed: string | null;
  #snapshot: HyperSnapshot | null = null;

  constructor(
    rule: Rule,
    flags: FlagValues,
    path: string,
    values: Readonly<Record<string, HyperValue>>,
    fixed: string | null,
  ) {
    super(withinFloat32(rule), flags, path, values);
    this.#rule = rule;
    this.#flags = flags;
    this.#path = path;
    this.#fixed = fixed;
  }

  override set(name: string, value: unknown): void {
    if (name === this.#fixed) {
      const expected = "left alone: this optimizer was made with it on the device";
      throw new InvalidArgumentError(`${this.#path}.${name}`, value, expected);
    }
    super.set(name, value);
  }

  override load(values: Readonly<Record<string, HyperValue>>): void {
    super.load(values);
    this.#snapshot = null;
  }

  /** The current numbers. Setting a field creates a new snapshot. */
  get snapshot(): HyperSnapshot {
    if (this.#snapshot === null) {
      const names = Object.keys(this.#rule.hyper);
      const values = Object.fromEntries(names.map((name) => [name, this.get(name)]));
      const hyper = new GroupHyper(withinFloat32(this.#rule), this.#flags, this.#path, values);
      this.#snapshot = { hyper, isPrecomputable: Object.values(values).flat().every(isPrecomputable) };
    }
    return this.#snapshot;
  }
}

function isPrecomputable(value: unknown): boolean {
  return typeof value !== "function" || isSchedule(value);
}
