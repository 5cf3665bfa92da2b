/** The hyper-parameters of a group: properties that are checked when they are set, and read at every step. */
import { InvalidArgumentError } from "../errors.js";
import { slotsOf } from "./rule/compile.js";
import {
  type HyperDefinition,
  type HyperValue,
  type NumberCheck,
  readHyper,
  readNumber,
  type Scheduled,
} from "./rule/hyper.js";
import type { Rule } from "./rule/rule.js";

/** A hyper-parameter and how errors name its numbers. */
interface HyperEntry {
  readonly name: string;
  readonly definition: HyperDefinition;
  readonly paths: readonly string[];
}

export class GroupHyper {
  readonly #rule: Rule;
  readonly #flags: Readonly<Record<string, boolean | string>>;
  readonly #path: string;
  /** The slots that the group was made with, for parameters below and from two dimensions. */
  readonly #slots: readonly [readonly string[], readonly string[]];
  readonly #values: Record<string, HyperValue>;
  /** What is read at a step, in the order of the program's inputs. */
  readonly #entries: readonly HyperEntry[];

  /** @param path The group as errors name it: `groups[1]`. */
  constructor(
    rule: Rule,
    flags: Readonly<Record<string, boolean | string>>,
    path: string,
    values: Readonly<Record<string, HyperValue>>,
  ) {
    this.#rule = rule;
    this.#flags = flags;
    this.#path = path;
    this.#values = { ...values };
    this.#slots = this.#slotsFor(this.#values);
    this.#entries = Object.entries(rule.hyper).map(([name, definition]) => ({
      name,
      definition,
      paths: definition.checks.map((_, i) =>
        definition.shape === "list" ? `${path}.${name}[${i}]` : `${path}.${name}`,
      ),
    }));
  }

  get(name: string): HyperValue {
    return this.#values[name] as HyperValue;
  }

  /** @throws InvalidArgumentError; nothing is changed */
  set(name: string, value: unknown): void {
    this.#assign(
      { [name]: this.read(`${this.#path}.${name}`, name, value) },
      (each) => `${this.#path}.${each}`,
    );
  }

  /** Checks one value. */
  read(argument: string, name: string, value: unknown): HyperValue {
    return readHyper(argument, value, this.#rule.hyper[name] as HyperDefinition);
  }

  /** Checks that values go together and with the group's slots. */
  checkAll(values: Readonly<Record<string, HyperValue>>, path: (name: string) => string): void {
    const next = { ...this.#values, ...values };
    this.#rule.check(next, this.#flags, path);
    for (const [i, slots] of this.#slotsFor(next).entries()) {
      const missing = slots.find((slot) => !(this.#slots[i] as readonly string[]).includes(slot));
      if (missing === undefined) continue;
      const name = Object.keys(values)[0] as string;
      throw new InvalidArgumentError(
        path(name),
        values[name],
        `as it was: the group was made without ${missing}`,
      );
    }
  }

  #assign(values: Readonly<Record<string, HyperValue>>, path: (name: string) => string): void {
    this.checkAll(values, path);
    Object.assign(this.#values, values);
  }

  /** Takes over values that were checked. */
  load(values: Readonly<Record<string, HyperValue>>): void {
    Object.assign(this.#values, values);
  }

  /**
   * Writes the numbers of a step to the front of `inputs`.
   * @throws InvalidArgumentError when a function gives a number that is not allowed
   */
  readInto(inputs: Float64Array, step: number): void {
    let place = 0;
    for (let i = 0; i < this.#entries.length; i++) {
      const { name, definition, paths } = this.#entries[i] as HyperEntry;
      const value = this.#values[name] as HyperValue;
      const { checks, shape } = definition;
      for (let k = 0; k < checks.length; k++) {
        const number =
          shape === "list" ? ((value as readonly Scheduled[])[k] as Scheduled) : (value as Scheduled | null);
        inputs[place++] =
          number === null
            ? Number.POSITIVE_INFINITY
            : readNumber(paths[k] as string, number, step, checks[k] as NumberCheck);
      }
    }
  }

  #slotsFor(hyper: Readonly<Record<string, HyperValue>>): readonly [readonly string[], readonly string[]] {
    const slots = (isMatrix: boolean) => slotsOf(this.#rule, { flags: this.#flags, hyper, isMatrix });
    return [slots(false), slots(true)];
  }
}
