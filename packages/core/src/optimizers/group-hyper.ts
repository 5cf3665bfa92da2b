/** The hyper-parameters of a group: properties that are checked when they are set, and read at every step. */
import { InvalidArgumentError, ReentrantCallError } from "../errors.js";
import { slotsOf } from "./rule/compile.js";
import {
  type HyperDefinition,
  type HyperValue,
  type NumberCheck,
  readHyper,
  readNumber,
  type Scheduled,
} from "./rule/hyper.js";
import type { FlagValues, Rule } from "./rule/rule.js";

/** A hyper-parameter, and the names of its numbers in errors. */
interface HyperEntry {
  readonly name: string;
  readonly definition: HyperDefinition;
  readonly paths: readonly string[];
}

/** A number that a function provides at every step. */
interface ScheduledNumber {
  readonly place: number;
  readonly path: string;
  readonly value: (step: number) => number;
  readonly check: NumberCheck;
}

/** The hyper-parameters and flags of one group: checked when they are set, evaluated for each step. */
export class GroupHyper {
  readonly #rule: Rule;
  readonly #flags: FlagValues;
  readonly #path: string;
  /** The slots with which the group was created, for parameters below and from two dimensions. */
  readonly #slots: readonly [readonly string[], readonly string[]];
  readonly #values: Record<string, HyperValue>;
  /** The values read at a step, in the order of the program's inputs. */
  readonly #entries: readonly HyperEntry[];
  /** The numbers, with Infinity for those switched off or provided by functions. */
  #constants: readonly number[] = [];
  #scheduled: readonly ScheduledNumber[] = [];
  /** The place of the rate among the numbers. */
  #ratePlace = 0;
  #version = 0;
  /** Whether a function that provides a number is running. */
  #isReading = false;

  /** @param path The group in errors: `groups[1]`. */
  constructor(rule: Rule, flags: FlagValues, path: string, values: Readonly<Record<string, HyperValue>>) {
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
    this.#refresh();
  }

  /** Changes when a value is set or loaded. */
  get version(): number {
    return this.#version;
  }

  /** Whether functions provide some of the numbers at every step. */
  get isScheduled(): boolean {
    return this.#scheduled.length > 0;
  }

  get(name: string): HyperValue {
    return this.#values[name] as HyperValue;
  }

  /**
   * @throws InvalidArgumentError, or ReentrantCallError in a function that provides a number of this group: the update
   * would mix old and new numbers. Nothing has changed
   */
  set(name: string, value: unknown): void {
    if (this.#isReading) throw new ReentrantCallError(this.#path);
    this.#assign(
      { [name]: this.read(`${this.#path}.${name}`, name, value) },
      (each) => `${this.#path}.${each}`,
    );
  }

  /** Checks one value. */
  read(argument: string, name: string, value: unknown): HyperValue {
    return readHyper(argument, value, this.#rule.hyper[name] as HyperDefinition);
  }

  /** Checks values against each other and against the group's slots. */
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
        `unchanged, because the group was created without ${missing}`,
      );
    }
  }

  #assign(values: Readonly<Record<string, HyperValue>>, path: (name: string) => string): void {
    this.checkAll(values, path);
    this.load(values);
  }

  /** Applies checked values. */
  load(values: Readonly<Record<string, HyperValue>>): void {
    Object.assign(this.#values, values);
    this.#refresh();
  }

  /**
   * Writes the numbers of a step to the front of `inputs`.
   * @param known The version of the constants in the inputs; -1: none.
   * @returns Their new version.
   * @throws InvalidArgumentError if a function returns an invalid number
   */
  readInto(inputs: Float64Array, step: number, known: number): number {
    if (known !== this.#version) inputs.set(this.#constants);
    this.#isReading = true;
    try {
      for (let i = 0; i < this.#scheduled.length; i++) {
        const { place, path, value, check } = this.#scheduled[i] as ScheduledNumber;
        inputs[place] = readNumber(path, value, step, check);
      }
    } finally {
      this.#isReading = false;
    }
    return this.#version;
  }

  /** The rate of a step, for a group without parameters. @throws InvalidArgumentError if a function returns an invalid number */
  readRate(step: number): number {
    const inputs = new Float64Array(this.#constants.length);
    this.readInto(inputs, step, -1);
    return inputs[this.#ratePlace] as number;
  }

  #refresh(): void {
    const constants: number[] = [];
    const scheduled: ScheduledNumber[] = [];
    for (const { name, definition, paths } of this.#entries) {
      const value = this.#values[name] as HyperValue;
      if (name === "lr") this.#ratePlace = constants.length;
      for (const [k, check] of definition.checks.entries()) {
        const number =
          definition.shape === "list" ? (value as readonly Scheduled[])[k] : (value as Scheduled | null);
        const place = constants.length;
        if (typeof number === "function")
          scheduled.push({ place, path: paths[k] as string, value: number, check });
        constants.push(typeof number === "number" ? number : Number.POSITIVE_INFINITY);
      }
    }
    this.#constants = constants;
    this.#scheduled = scheduled;
    this.#version++;
  }

  #slotsFor(hyper: Readonly<Record<string, HyperValue>>): readonly [readonly string[], readonly string[]] {
    const slots = (isMatrix: boolean) => slotsOf(this.#rule, { flags: this.#flags, hyper, isMatrix });
    return [slots(false), slots(true)];
  }
}
