/** The declaration of an update rule: its hyper-parameters, state and arithmetic. All other code reads this. */
import { choice as checkChoice, flag as checkFlag, isRecord, wholeNumber } from "../../arguments.js";
import { InvalidArgumentError } from "../../errors.js";
import type { Element, Scalar } from "./expression.js";
import type { HyperDefinition, HyperDefinitions, HyperInput, HyperValue } from "./hyper.js";
import type { PrintedRules } from "./program.js";

/** The value of a flag. */
export type FlagValue = boolean | string | number;

/** The flags of a rule by name, with their values. */
export type FlagValues = Readonly<Record<string, FlagValue>>;

/** An option that is fixed when an optimizer is created, and saved with its state: `amsgrad`, `nesterov`. */
export interface FlagDefinition<Value extends FlagValue = FlagValue> {
  readonly default: Value;
  readonly check: (argument: string, value: unknown) => Value;
  /** The allowed words of a choice. */
  readonly words?: readonly Value[];
  /** Whether null stands for the default. */
  readonly takesNull?: boolean;
}

/** A flag that is on or off. */
export function flag(value: boolean): FlagDefinition<boolean> {
  return { default: value, check: checkFlag };
}

/** One of several words. */
export function choice<const Word extends string>(value: Word, words: readonly Word[]): FlagDefinition<Word> {
  return { default: value, words, check: (argument, given) => checkChoice(argument, given, words) };
}

/** A flag for which null stands for the default. */
export function withNull<Value extends FlagValue>(
  definition: FlagDefinition<Value>,
): FlagDefinition<Value> & { readonly takesNull: true } {
  const { default: value, check } = definition;
  return {
    ...definition,
    takesNull: true,
    check: (argument, given) => (given === null ? value : check(argument, given)),
  };
}

/** A whole number of at least `minimum` that is fixed when an optimizer is created. */
export function fixedCount(value: number, minimum: number): FlagDefinition<number> {
  return { default: value, check: (argument, given) => wholeNumber(argument, given, minimum) };
}

export type FlagDefinitions = Readonly<Record<string, FlagDefinition>>;

/** The properties that decide whether a parameter has a slot. */
export interface SlotContext {
  readonly flags: FlagValues;
  /** The hyper-parameters with which the group was created. */
  readonly hyper: Readonly<Record<string, HyperValue>>;
  /** Whether the parameter has at least two dimensions. */
  readonly isMatrix: boolean;
}

/** An array of state that belongs to a parameter. */
export interface SlotDefinition {
  /**
   * Like the parameter, or one value for each row or column of its last two dimensions, or for every nth element of the
   * parameter in order, from the first on: `every` names the flag, a `fixedCount`, that is n.
   */
  readonly like: "parameter" | "rows" | "columns" | { readonly every: string };
  /** The values before the parameter's first update: a number, a hyper-parameter, or the parameter itself. */
  readonly start: number | { readonly hyper: string } | "parameter";
  /** Whether no value is negative, as in means of squares: saved states with negative values are rejected. */
  readonly nonNegative: boolean;
  /** Whether 8 bits are enough, with `state: "8bit"`; see `quantizable`. */
  readonly quantizable?: boolean;
  /** Whether a parameter has this slot. Default: all have it. */
  readonly when?: (context: SlotContext) => boolean;
}

/** A slot like the parameter, 0 at first. */
export const zeros = { like: "parameter", start: 0, nonNegative: false } as const;
/** A slot like the parameter that is never negative, 0 at first. */
export const squares = { like: "parameter", start: 0, nonNegative: true } as const;

/**
 * A slot that `state: "8bit"` stores in 8 bits. They are enough for moments, which enter an update relative to their
 * size. It is like the parameter and 0 at first.
 */
export function quantizable<const Slot extends SlotDefinition>(
  slot: Slot,
): Slot & { readonly quantizable: true } {
  return { ...slot, quantizable: true };
}

/** A slot that only some parameters have. */
export function optional<const Slot extends SlotDefinition>(
  slot: Slot,
  when: (context: SlotContext) => boolean,
): Slot & { readonly when: (context: SlotContext) => boolean } {
  return { ...slot, when };
}

/** A number that is carried from step to step. */
export interface CarriedDefinition {
  readonly per: "parameter" | "group" | "optimizer";
  readonly start: number | { readonly hyper: string };
}

type SlotDefinitions = Readonly<Record<string, SlotDefinition>>;
type CarriedDefinitions = Readonly<Record<string, CarriedDefinition>>;

/** The elements that an update reads: the parameter, its gradient and its slots. */
export type RuleElements<Slots extends SlotDefinitions> = { readonly p: Element; readonly g: Element } & {
  readonly [Name in keyof Slots]: Slots[Name] extends { readonly when: unknown }
    ? Element | undefined
    : Element;
};

/** The numbers that an update reads. */
export type RuleScalars<Hyper extends HyperDefinitions, Carried extends CarriedDefinitions> = {
  readonly [Name in keyof Hyper]: Hyper[Name] extends HyperDefinition<infer Value>
    ? Value extends readonly unknown[]
      ? { readonly [Index in keyof Value]: Scalar }
      : Scalar
    : never;
} & { readonly [Name in keyof Carried]: Scalar } & {
  /** The number of this update, counted from 1. */
  readonly count: Scalar;
  /** The number of elements of the parameter. */
  readonly size: Scalar;
  /** The last two dimensions of the parameter; 1 where it has fewer. */
  readonly rows: Scalar;
  readonly columns: Scalar;
};

/** The flags, which are fixed when the optimizer is created. */
export type RuleFlags<Flags extends FlagDefinitions> = {
  readonly [Name in keyof Flags]: Flags[Name] extends FlagDefinition<infer Value> ? Value : never;
} & { readonly isMatrix: boolean };

/** The new parameter, slots and carried numbers. Missing ones do not change. */
export type RuleUpdate<Slots extends SlotDefinitions, Carried extends CarriedDefinitions> = {
  readonly p?: Element;
} & { readonly [Name in keyof Slots]?: Element | undefined } & {
  readonly [Name in keyof Carried]?: Scalar;
};

/** Hyper-parameters of a rule: the rate is one of them. */
type RuleHyper = HyperDefinitions & { readonly lr: HyperDefinition<number> };

export interface RuleDefinition<
  Hyper extends RuleHyper,
  Flags extends FlagDefinitions,
  Slots extends SlotDefinitions,
  Carried extends CarriedDefinitions,
> {
  /** Its name in errors and saved states. */
  readonly name: string;
  /** The hyper-parameters with their defaults; `lr` is one of them. */
  readonly hyper: Hyper;
  readonly flags?: Flags;
  readonly slots?: Slots;
  readonly carried?: Carried;
  /** The updates that `count` counts: those of the parameter (default), or of its group. */
  readonly count?: "parameter" | "group";
  /** Rejects values that can't be combined; throws an InvalidArgumentError. */
  readonly check?: (
    values: Readonly<Record<keyof NoInfer<Hyper>, HyperValue>>,
    flags: RuleFlags<NoInfer<Flags>>,
    path: (name: string) => string,
  ) => void;
  /** Rejects a parameter that the rule can't update. */
  readonly checkParameter?: (argument: string, shape: readonly number[]) => void;
  /** The rule itself: from the old parameter, gradient and state to the new ones, as expressions. */
  readonly update: (
    elements: RuleElements<NoInfer<Slots>>,
    scalars: RuleScalars<NoInfer<Hyper>, NoInfer<Carried>>,
    flags: RuleFlags<NoInfer<Flags>>,
  ) => RuleUpdate<NoInfer<Slots>, NoInfer<Carried>>;
  /** For rules with two forms of the parameters, for training and evaluation: converts one into the other. */
  readonly modes?: {
    readonly [Mode in "train" | "eval"]: (
      elements: RuleElements<NoInfer<Slots>>,
      scalars: RuleScalars<NoInfer<Hyper>, NoInfer<Carried>>,
      flags: RuleFlags<NoInfer<Flags>>,
    ) => RuleUpdate<NoInfer<Slots>, NoInfer<Carried>>;
  };
  /** The functions printed from the rule. Programs without one are interpreted. */
  readonly printed?: PrintedRules;
}

/** A checked rule. */
export interface Rule<
  Hyper extends HyperDefinitions = HyperDefinitions,
  Flags extends FlagDefinitions = FlagDefinitions,
> {
  readonly name: string;
  readonly hyper: Hyper;
  readonly flags: Flags;
  readonly slots: SlotDefinitions;
  readonly carried: CarriedDefinitions;
  readonly count: "parameter" | "group";
  readonly check: (
    values: Readonly<Record<string, HyperValue>>,
    flags: FlagValues,
    path: (name: string) => string,
  ) => void;
  readonly checkParameter: (argument: string, shape: readonly number[]) => void;
  readonly update: AnyUpdate;
  readonly modes: { readonly train: AnyUpdate; readonly eval: AnyUpdate } | null;
  readonly printed: PrintedRules;
}

/** An update without the types of its rule. */
export type AnyUpdate = (
  elements: Readonly<Record<string, Element | undefined>>,
  scalars: Readonly<Record<string, Scalar | readonly Scalar[]>>,
  flags: FlagValues,
) => Readonly<Record<string, Element | Scalar | undefined>>;

/** The distance between the elements of a parameter that a slot has a value for: 1 unless the slot is `like: { every }`. */
export function strideOf({ like }: SlotDefinition, flags: FlagValues): number {
  return typeof like === "object" ? (flags[like.every] as number) : 1;
}

/**
 * For engines that only run over all elements of a parameter.
 * @throws InvalidArgumentError for slots of every nth element, such as those of Prodigy with `sliceP`
 */
export function refuseStridedSlots(
  rule: Rule,
  flags: Readonly<Record<string, FlagValue>>,
  slots: readonly string[],
  reason: string,
): void {
  for (const name of slots) {
    const slot = rule.slots[name] as SlotDefinition;
    if (typeof slot.like !== "object" || strideOf(slot, flags) === 1) continue;
    const { every } = slot.like;
    throw new InvalidArgumentError(every, flags[every], `1: ${reason}`);
  }
}

/** Whether a slot has a value for each element, row, column or nth element, under these flags. */
export function likeOf(
  slot: SlotDefinition,
  flags: FlagValues,
): "parameter" | "rows" | "columns" | "strided" {
  if (typeof slot.like !== "object") return slot.like;
  return strideOf(slot, flags) === 1 ? "parameter" : "strided";
}

/** The options of a rule, besides those of every optimizer: its hyper-parameters and flags. */
export type RuleOptions<R> =
  R extends Rule<infer Hyper, infer Flags> ? HyperOptions<Hyper> & FlagOptions<Flags> : never;

/** The flags of a rule as options; of an unknown rule, anything. */
type FlagOptions<Flags extends FlagDefinitions> = string extends keyof Flags
  ? Readonly<Record<string, unknown>>
  : {
      readonly [Name in keyof Flags]?: Flags[Name] extends FlagDefinition<infer Value>
        ? Flags[Name] extends { readonly takesNull: true }
          ? Value | null
          : Value
        : never;
    };

/** Hyper-parameters as a group of parameters may set them. */
export type HyperOptions<Hyper extends HyperDefinitions> = {
  readonly [Name in keyof Hyper]?: Hyper[Name] extends HyperDefinition<infer Value>
    ? HyperInput<Value>
    : never;
};

const rules = new WeakSet<object>();
const reserved = new Set([
  ...["p", "g", "work", "count", "size", "rows", "columns", "isMatrix"],
  ...["params", "rule", "flags", "step", "carried", "start", "end"],
]);

/**
 * Makes an update rule that every engine runs: the TypeScript host, the WebAssembly module, WebGPU and jax-js.
 *
 * ```ts
 * const signum = defineRule({
 *   name: "Signum",
 *   hyper: { lr: rate(1e-4), momentum: decayRate(0.9) },
 *   slots: { momentumBuffer: zeros },
 *   update: ({ p, g, momentumBuffer }, { lr, momentum }) => {
 *     const m = average(momentumBuffer, g, momentum);
 *     return { p: sub(p, mul(lr, sign(m))), momentumBuffer: m };
 *   },
 * });
 * const optimizer = new Optimizer(signum, [weights], { lr: 1e-3 });
 * ```
 *
 * `update` runs once for each form of the rule, when an optimizer is created; its result is data. Elements are
 * float32, every operation is rounded once and none is fused: the order of the operations is the rule's contract.
 * Scalars are float64, and rounded to float32 where elements meet them.
 *
 * @throws InvalidArgumentError
 */
export function defineRule<
  const Hyper extends RuleHyper,
  const Slots extends SlotDefinitions = Readonly<Record<never, SlotDefinition>>,
  const Carried extends CarriedDefinitions = Readonly<Record<never, CarriedDefinition>>,
  const Flags extends FlagDefinitions = Readonly<Record<never, FlagDefinition>>,
>(definition: RuleDefinition<Hyper, Flags, Slots, Carried>): Rule<Hyper, Flags> {
  if (!isRecord(definition)) throw new InvalidArgumentError("definition", definition, "an object");
  const { name, hyper, update, modes, check, checkParameter } = definition;
  if (typeof name !== "string" || name === "")
    throw new InvalidArgumentError("name", name, "a name of at least one character");
  if (typeof update !== "function") throw new InvalidArgumentError("update", update, "a function");
  if (!isRecord(hyper) || hyper.lr === undefined)
    throw new InvalidArgumentError("hyper", hyper, "an object with lr");
  const { flags = {}, slots = {}, carried = {} } = definition;
  refuseNames({ hyper, flags, slots, carried });
  refuseStrides(slots, flags);
  const rule: Rule<Hyper, Flags> = Object.freeze({
    name,
    hyper,
    flags: flags as Flags,
    slots,
    carried,
    count: definition.count ?? "parameter",
    check: (check ?? (() => {})) as Rule["check"],
    checkParameter: checkParameter ?? (() => {}),
    update: update as unknown as AnyUpdate,
    modes: (modes ?? null) as unknown as Rule["modes"],
    printed: definition.printed ?? { loops: {}, scalars: {} },
  });
  rules.add(rule);
  return rule;
}

/** Whether `value` was made by `defineRule`. */
export function isRule(value: unknown): value is Rule {
  return typeof value === "object" && value !== null && rules.has(value);
}

/** One loop reads all slots of every nth element, so n is the same for all. */
function refuseStrides(slots: SlotDefinitions, flags: FlagDefinitions): void {
  const names = Object.entries(slots).flatMap(([slot, { like }]) =>
    typeof like === "object" ? [{ slot, every: like.every }] : [],
  );
  for (const { slot, every } of names) {
    const path = `slots.${slot}.like.every`;
    if (typeof flags[every]?.default !== "number")
      throw new InvalidArgumentError(path, every, "the name of a flag that is a fixedCount");
    if (every !== names[0]?.every)
      throw new InvalidArgumentError(path, every, `${names[0]?.every}, as in the other slots`);
  }
}

/** Names are unique, because `update` gets all of them in two objects. */
function refuseNames(parts: Readonly<Record<string, object>>): void {
  const seen = new Map<string, string>();
  for (const [part, definitions] of Object.entries(parts)) {
    for (const name of Object.keys(definitions)) {
      const other = seen.get(name);
      if (reserved.has(name))
        throw new InvalidArgumentError(`${part}.${name}`, name, "another name: this one is taken");
      if (other !== undefined)
        throw new InvalidArgumentError(`${part}.${name}`, name, `another name: ${other} has this one`);
      seen.set(name, part);
    }
  }
}
