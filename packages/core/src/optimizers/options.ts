/** What an optimizer is made from, checked and with its defaults. */
import { Fields, flag, isFunction, isRecord, list, listOf, numberAtLeast } from "../arguments.js";
import { isArray } from "../arrays.js";
import { InvalidArgumentError } from "../errors.js";
import type { Schedule } from "../schedule/schedule.js";
import { float32Array } from "./float32.js";
import { refuseOverlaps } from "./overlaps.js";
import { type CheckedParameter, readParameter } from "./parameters.js";

/**
 * A rate, or a function from the number of the update (0, 1, 2, ...) to its rate: a schedule of this library or any
 * other. Rates are finite and at least 0.
 */
export type LearningRate = number | Schedule | ((step: number) => number);

/**
 * One parameter: its values, or how many values it has, all 0 at first. Unless `memory` is `"caller"` the values are
 * copied: train on the optimizer's `params`, not on the array.
 */
export type ParameterSource = Float32Array | number;

/** What may differ between groups of parameters. What a group leaves out it takes from the options. */
export interface Hyperparameters {
  /** Default 1e-3. */
  readonly lr?: LearningRate;
  /** How much of the first and of the second moment a step keeps, each in [0, 1). Default [0.9, 0.999]. */
  readonly betas?: readonly [number, number];
  /** Added to the root of the second moment, after the bias correction; at least 0. Default 1e-8. */
  readonly eps?: number;
  /** At least 0. Default 0.01 for AdamW, 0 for Adam. */
  readonly weightDecay?: number;
}

/** Parameters with hyper-parameters of their own. */
export interface ParameterGroupSource extends Hyperparameters {
  readonly params: readonly ParameterSource[];
}

/** What a gradient that holds NaN or an infinity does. */
export type NonFinitePolicy = "propagate" | "skip" | "throw";

/** The options of `AdamW`. */
export interface AdamWOptions extends Hyperparameters {
  /** Divide by the largest second moment so far instead of the present one (AMSGrad). Default false. */
  readonly amsgrad?: boolean;
  /** Go up the gradient. Default false. */
  readonly maximize?: boolean;
  /**
   * What a gradient that holds NaN or an infinity does. `"propagate"` (default): it goes into the parameters, as in
   * PyTorch. `"skip"`: the whole step is left out and the report names the parameter. `"throw"`:
   * `NonFiniteGradientError`. The last two read every gradient once more.
   */
  readonly nonFinite?: NonFinitePolicy;
  /**
   * `"resident"` (default): the optimizer owns the parameters and the gradients, see `params` and `grads`.
   * `"caller"`: the arrays that were given stay the parameters, and every step is given its gradients; half the memory,
   * more time.
   */
  readonly memory?: "resident" | "caller";
}

/** The options of `Adam`. */
export interface AdamOptions extends AdamWOptions {
  /** Shrink the parameters by `1 - lr * weightDecay` instead of adding `weightDecay * p` to g. Default false. */
  readonly decoupledWeightDecay?: boolean;
}

/** What sets Adam and AdamW apart. */
export interface AdamDefaults {
  readonly name: string;
  readonly weightDecay: number;
  readonly decoupledWeightDecay: boolean;
  readonly optionNames: readonly string[];
}

const hyperparameterNames = ["lr", "betas", "eps", "weightDecay"] as const;
const adamWNames = [...hyperparameterNames, "amsgrad", "maximize", "nonFinite", "memory"] as const;

export const adamW: AdamDefaults = {
  name: "AdamW",
  weightDecay: 0.01,
  decoupledWeightDecay: true,
  optionNames: adamWNames,
};

export const adam: AdamDefaults = {
  name: "Adam",
  weightDecay: 0,
  decoupledWeightDecay: false,
  optionNames: [...adamWNames, "decoupledWeightDecay"],
};

/** Hyper-parameters with nothing left out. */
export interface CheckedHyperparameters {
  readonly lr: LearningRate;
  readonly betas: readonly [number, number];
  readonly eps: number;
  readonly weightDecay: number;
}

interface CheckedGroup {
  readonly params: readonly CheckedParameter[];
  readonly values: CheckedHyperparameters;
}

type Check<T> = (argument: string, value: unknown) => T;

/** Everything that was asked for, checked. */
export interface AdamSettings {
  readonly name: string;
  readonly groups: readonly CheckedGroup[];
  readonly amsgrad: boolean;
  readonly maximize: boolean;
  readonly decoupledWeightDecay: boolean;
  readonly nonFinite: NonFinitePolicy;
  readonly memory: "resident" | "caller";
  /** Whether it copies arrays that were given, without being told to. */
  readonly copiesUntold: boolean;
}

/** @throws InvalidArgumentError */
export function readSettings(defaults: AdamDefaults, params: unknown, options: unknown): AdamSettings {
  const fields = new Fields(defaults.name, "options", options, defaults.optionNames);
  const shared = readHyperparameters(fields, {
    lr: 1e-3,
    betas: [0.9, 0.999],
    eps: 1e-8,
    weightDecay: defaults.weightDecay,
  });
  const memory = fields.choice("memory", ["resident", "caller"], "resident");
  const parameter: Check<CheckedParameter> = (argument, value) => readParameter(argument, value, memory);
  const group: Check<CheckedGroup> = (argument, value) => readGroup(argument, value, shared, parameter);
  const given = list("params", params, "Float32Arrays, lengths or groups");
  const groups =
    given.length > 0 && given.every(isRecord)
      ? listOf("params", given, "groups", group)
      : [{ params: listOf("params", given, "Float32Arrays, lengths or groups", parameter), values: shared }];
  const all = groups.flatMap((each) => each.params);
  if (all.length === 0) throw new InvalidArgumentError("params", params, "at least one parameter");
  refuseOverlaps(
    all.map(({ source }) => source),
    (index) => `parameter ${index}`,
  );
  // After all of the caller's getters have run, which could have transferred an array that was read before.
  for (const [i, { source, length }] of all.entries()) {
    if (source !== null) float32Array(`parameter ${i}`, source, length);
  }
  return {
    name: defaults.name,
    groups,
    amsgrad: fields.flag("amsgrad", false),
    maximize: fields.flag("maximize", false),
    decoupledWeightDecay: fields.read("decoupledWeightDecay", flag, defaults.decoupledWeightDecay),
    nonFinite: fields.choice("nonFinite", ["propagate", "skip", "throw"], "propagate"),
    memory,
    copiesUntold: memory === "resident" && !fields.has("memory") && all.some(({ source }) => source !== null),
  };
}

function readGroup(
  path: string,
  entry: unknown,
  shared: CheckedHyperparameters,
  parameter: Check<CheckedParameter>,
): CheckedGroup {
  const fields = new Fields("a group", path, entry, ["params", ...hyperparameterNames], `${path}.`);
  const params = listOf(`${path}.params`, fields.get("params"), "Float32Arrays or lengths", parameter);
  return { params, values: readHyperparameters(fields, shared) };
}

function readHyperparameters(
  fields: Fields<string>,
  otherwise: CheckedHyperparameters,
): CheckedHyperparameters {
  return {
    lr: fields.read("lr", learningRate, otherwise.lr),
    betas: fields.read("betas", betaPair, otherwise.betas),
    eps: fields.read("eps", nonNegative, otherwise.eps),
    weightDecay: fields.read("weightDecay", nonNegative, otherwise.weightDecay),
  };
}

export function learningRate(argument: string, value: unknown): LearningRate {
  if (isFunction(value)) return value as (step: number) => number;
  if (typeof value !== "number") {
    throw new InvalidArgumentError(argument, value, "a number, a schedule or a function of the step");
  }
  return nonNegative(argument, value);
}

export function betaPair(argument: string, value: unknown): readonly [number, number] {
  if (!isArray(value) || value.length !== 2) {
    throw new InvalidArgumentError(argument, value, "a pair of numbers");
  }
  return Object.freeze([beta(`${argument}[0]`, value[0]), beta(`${argument}[1]`, value[1])] as const);
}

export function nonNegative(argument: string, value: unknown): number {
  return numberAtLeast(argument, value, 0);
}

function beta(argument: string, value: unknown): number {
  if (!(typeof value === "number" && value >= 0 && value < 1)) {
    throw new InvalidArgumentError(argument, value, "a number of at least 0 and below 1");
  }
  return value;
}
