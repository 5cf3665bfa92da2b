/** The check of the state that an optimizer is given to load. */
import { Fields, finiteNumber, isRecord, list, wholeNumber } from "../arguments.js";
import { InvalidArgumentError } from "../errors.js";
import { float32Array } from "./float32.js";
import type { PackedPrecision } from "./precision/packed-layout.js";
import { assertPackedAttached, readPackedSlot } from "./precision/packed-state.js";
import type { HyperValue, Scheduled } from "./rule/hyper.js";
import type { SlotDefinition } from "./rule/rule.js";
import { carriedNames, type Owner, packedNames, type Shared, type StatefulGroup } from "./state.js";

/** An optimizer that loads a state. */
interface LoadingOwner extends Owner {
  /** Whether every update includes all parameters, so that their counts equal the optimizer's. */
  readonly isEven: boolean;
  /** Throws if the optimizer was disposed of. */
  readonly check: () => void;
}

const stateNames = [
  ...["format", "version", "step", "mode", "maximize", "precision", "seed"],
  ...["groups", "params", "carried"],
] as const;

/** A change that is made after the whole state has been checked. */
interface Change {
  /** @throws InvalidArgumentError if the buffer of an array of the state was transferred */
  readonly assertAttached: () => void;
  readonly apply: () => void;
}

const nothingToAssert = () => {};

const fieldsOf = (value: unknown) =>
  new Fields("the state of an optimizer", "state", value, stateNames, "state.");

/** A state that fits the optimizer. */
export interface CheckedState {
  readonly step: number;
  readonly mode: "train" | "eval";
  /** Applies the state. */
  readonly apply: () => void;
}

/**
 * The count of a state whose other values can't be checked yet, because the parameters are not known.
 * @throws InvalidArgumentError
 */
export function savedStep(value: unknown): number {
  return fieldsOf(value).whole("step", 0);
}

/**
 * Checks everything, then applies it.
 * @throws InvalidArgumentError; nothing is changed
 */
export function loadState(value: unknown, owner: LoadingOwner): CheckedState {
  const checked = checkState(value, owner);
  checked.apply();
  return checked;
}

/**
 * Checks everything, and changes nothing.
 * @throws InvalidArgumentError
 */
export function checkState(
  value: unknown,
  { maximize, groups: cores, shared, isEven, check }: LoadingOwner,
): CheckedState {
  const fields = fieldsOf(value);
  fields.choice("format", ["anneal/optimizer"]);
  if (fields.get("version") !== 1) {
    throw new InvalidArgumentError(
      "state.version",
      fields.get("version"),
      "1, the version this release reads",
    );
  }
  if (fields.flag("maximize") !== maximize) {
    throw new InvalidArgumentError("state.maximize", !maximize, `${maximize}, as in this optimizer`);
  }
  const seed = readPrecision(fields, cores[0]?.packed?.precision ?? "float32");
  const hasModes = cores.some(({ rule }) => rule.modes !== null);
  const mode = fields.choice("mode", hasModes ? ["train", "eval"] : ["train"]);
  const groups = sized(fields, "groups", cores.length);
  const params = sized(fields, "params", cores[cores.length - 1]?.end ?? 0);
  const step = fields.whole("step", 0);
  const changes = [
    ...cores.map((core, i) => readGroup(core, groups[i], `state.groups[${i}]`, step)),
    ...cores.flatMap((core) =>
      core.params.map((_, i) =>
        readParameter(core, i, params[core.start + i], `state.params[${core.start + i}]`, step, isEven),
      ),
    ),
    ...readShared(fields, shared),
  ];
  // Again, as getters of the state may have freed or transferred anything.
  check();
  for (const { assertAttached } of changes) assertAttached();
  return {
    step,
    mode,
    apply: () => {
      for (const { apply } of changes) apply();
      if (seed !== null) for (const { packed } of cores) if (packed) packed.seed = seed;
    },
  };
}

/** Rejects a state whose slots have another precision. @returns Its seed. */
function readPrecision(fields: Fields<string>, precision: PackedPrecision | "float32"): number | null {
  const saved = fields.get("precision") ?? "float32";
  if (saved !== precision) {
    const expected = `${precision}, as in this optimizer: its option state determines how slots are stored`;
    throw new InvalidArgumentError("state.precision", saved, expected);
  }
  if (precision === "bf16") {
    return fields.read("seed", (argument, value) => {
      if (wholeNumber(argument, value) < 2 ** 32) return value as number;
      throw new InvalidArgumentError(argument, value, "a whole number below 2^32");
    });
  }
  if (!fields.has("seed")) return null;
  throw new InvalidArgumentError("state.seed", fields.get("seed"), "absent: nothing is rounded at random");
}

function readGroup(core: StatefulGroup, value: unknown, path: string, updates: number): Change {
  const { rule, flags } = core;
  const names = ["rule", "initialLr", "flags", ...Object.keys(rule.hyper), "step", "carried", "params"];
  const fields = new Fields("the state of a group", path, value, names, `${path}.`);
  if (fields.get("rule") !== rule.name)
    throw new InvalidArgumentError(`${path}.rule`, fields.get("rule"), `${rule.name}, as in this optimizer`);
  const size = core.end - core.start;
  if (fields.whole("params", 0) !== size) {
    throw new InvalidArgumentError(`${path}.params`, fields.get("params"), `${size}, the size of this group`);
  }
  const savedFlags = record(fields, "flags", Object.keys(flags));
  for (const [name, expected] of Object.entries(flags)) {
    if (savedFlags.get(name) !== expected)
      throw new InvalidArgumentError(
        savedFlags.path(name),
        savedFlags.get(name),
        `${expected}, as in this optimizer`,
      );
  }
  const hyper: Record<string, HyperValue> = {};
  for (const name of Object.keys(rule.hyper)) hyper[name] = savedValue(core, fields, name);
  core.hyper.checkAll(hyper, (name) => fields.path(name));
  const step = fields.whole("step", 0);
  if (step > updates)
    throw new InvalidArgumentError(`${path}.step`, step, `at most ${updates}, the updates of the optimizer`);
  const carried = readCarried(fields, carriedNames(rule, "group"), step > 0);
  const initialLr = fields.readOrNull("initialLr", finiteNumber);
  const takesRate = fields.get("lr") !== null && typeof core.hyper.get("lr") === "number";
  return {
    assertAttached: nothingToAssert,
    apply: () => {
      core.hyper.load(hyper);
      if (takesRate && initialLr !== null) core.baseRate.load(initialLr);
      core.updates = step;
      core.carriedOfGroup.set(carried);
    },
  };
}

/** A saved hyper-parameter, or the current value if it is a schedule now or was one when the state was saved. */
function savedValue(core: StatefulGroup, saved: Fields<string>, name: string): HyperValue {
  const value = saved.get(name);
  const now = core.hyper.get(name);
  const path = saved.path(name);
  if (value === undefined)
    throw new InvalidArgumentError(path, value, "a value, or null where a schedule gives it");
  const merge = (one: unknown, held: Scheduled | null) =>
    one === null || typeof held === "function" ? held : one;
  if (Array.isArray(now)) {
    if (!Array.isArray(value)) return core.hyper.read(path, name, value);
    return core.hyper.read(
      path,
      name,
      value.map((one, i) => merge(one, (now[i] ?? null) as Scheduled)),
    );
  }
  const isNullable = core.rule.hyper[name]?.shape === "nullable";
  if (value === null && isNullable && typeof now !== "function") return null;
  // The saved value is checked even if it is not used.
  if (value !== null) core.hyper.read(path, name, value);
  return core.hyper.read(path, name, merge(value, now as Scheduled));
}

function readParameter(
  core: StatefulGroup,
  index: number,
  value: unknown,
  path: string,
  updates: number,
  isEven: boolean,
): Change {
  const format = core.format?.(index) ?? null;
  const names = [
    ...["name", "shape", "step", "carried", "slots"],
    ...(format === null ? [] : ["dtype", "master"]),
    ...(core.packed ? ["packed"] : []),
  ];
  const fields = new Fields("the state of a parameter", path, value, names, `${path}.`);
  const { name, shape } = core.params[index] as StatefulGroup["params"][number];
  if ((fields.get("name") ?? null) !== name)
    throw new InvalidArgumentError(
      `${path}.name`,
      fields.get("name"),
      name === null ? "null: this one has no name" : name,
    );
  const savedShape = fields.read("shape", (argument, held) => list(argument, held, "whole numbers"));
  if (savedShape.length !== shape.length || savedShape.some((each, i) => each !== shape[i]))
    throw new InvalidArgumentError(
      `${path}.shape`,
      savedShape,
      `[${shape.join(", ")}], as in this optimizer`,
    );
  const step = fields.read("step", wholeNumber);
  if (step > updates) {
    throw new InvalidArgumentError(`${path}.step`, step, `at most ${updates}, the updates of the optimizer`);
  }
  if (isEven && step !== updates) {
    throw new InvalidArgumentError(
      `${path}.step`,
      step,
      `${updates}: here all parameters are updated together`,
    );
  }
  const carriedOf = carriedNames(core.rule, "parameter");
  const carried = readCarried(fields, carriedOf, step > 0);
  const slotFields = record(fields, "slots", core.slotNames(index));
  const slots = core.slotNames(index).map((slot) => {
    const length = core.slotLength(slot, index);
    // NaN and infinities are allowed: a run that produced them resumes with them.
    const saved = slotFields.read(slot, (argument, held) => float32Array(argument, held, length));
    const nonNegative = (core.rule.slots[slot] as SlotDefinition | undefined)?.nonNegative ?? false;
    const argument = slotFields.path(slot);
    // A view of the slot itself already has this optimizer's values.
    const isOwn = isSameView(saved, core.slot(slot, index));
    if (nonNegative && !isOwn) noneNegative(argument, saved);
    return { slot, argument, length, saved, isOwn };
  });
  const count = shape.reduce((product, each) => product * each, 1);
  const readMaster = (argument: string, held: unknown) => float32Array(argument, held, count);
  if (format !== null) fields.choice("dtype", [format]);
  const master = format === null ? null : fields.read("master", readMaster);
  const packed = readPacked(core, index, fields);
  return {
    assertAttached: () => {
      for (const { argument, length, saved } of slots) float32Array(argument, saved, length);
      if (master !== null) readMaster(fields.path("master"), master);
      for (const { argument, saved } of packed) assertPackedAttached(argument, saved);
    },
    apply: () => {
      core.counts.setOne(index, step);
      core.carriedOfParameters.set(carried, index * carriedOf.length);
      for (const { slot, saved, isOwn } of slots) if (!isOwn) core.setSlot(slot, index, saved);
      if (master !== null) core.setMaster?.(index, master);
      for (const { slot, saved } of packed) core.packed?.load(slot, index, saved);
    },
  };
}

function readPacked(core: StatefulGroup, index: number, fields: Fields<string>) {
  const { packed } = core;
  if (!packed) return [];
  const saved = record(fields, "packed", packedNames(core, index));
  return packedNames(core, index).map((slot) => {
    const argument = saved.path(slot);
    const length = core.slotLength(slot, index);
    const isNonNegative = core.rule.slots[slot]?.nonNegative ?? false;
    const value = readPackedSlot(argument, saved.get(slot), packed.precision, length, isNonNegative);
    return { slot, argument, saved: value };
  });
}

function readShared(fields: Fields<string>, shared: Shared): readonly Change[] {
  const rules = [...shared].filter(([, { names }]) => names.length > 0);
  const saved = record(
    fields,
    "carried",
    rules.map(([{ name }]) => name),
  );
  return rules.map(([{ name }, numbers]) => {
    const hasStarted = saved.has(name);
    const values = hasStarted ? readNumbers(saved, name, numbers.names) : [];
    return {
      assertAttached: nothingToAssert,
      apply: () => {
        numbers.hasStarted = hasStarted;
        numbers.carried.set(values);
      },
    };
  });
}

/** Carried numbers; none are saved before the first update. */
function readCarried(
  fields: Fields<string>,
  names: readonly string[],
  hasStarted: boolean,
): readonly number[] {
  return readNumbers(fields, "carried", hasStarted ? names : []);
}

function readNumbers(fields: Fields<string>, name: string, names: readonly string[]): readonly number[] {
  const numbers = record(fields, name, names);
  return names.map((each) => numbers.read(each, finiteNumber));
}

function record(fields: Fields<string>, name: string, names: readonly string[]): Fields<string> {
  const value = fields.get(name);
  if (!isRecord(value)) throw new InvalidArgumentError(fields.path(name), value, "an object");
  return new Fields("this state", fields.path(name), value, names, `${fields.path(name)}.`);
}

function sized(fields: Fields<string>, name: string, size: number): readonly unknown[] {
  const entries = fields.read(name, (argument, held) => list(argument, held, "objects"));
  if (entries.length !== size) {
    throw new InvalidArgumentError(
      fields.path(name),
      entries.length,
      `${size} entries, as in this optimizer`,
    );
  }
  return entries;
}

function isSameView(a: Float32Array, b: Float32Array | null): boolean {
  return b !== null && a.buffer === b.buffer && a.byteOffset === b.byteOffset && a.length === b.length;
}

function noneNegative(argument: string, values: Float32Array): void {
  const index = values.findIndex((value) => value < 0);
  if (index >= 0) {
    throw new InvalidArgumentError(`${argument}[${index}]`, values[index], "at least 0: a mean of squares");
  }
}
