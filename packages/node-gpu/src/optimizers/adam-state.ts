/** The state of Adam and AdamW, and the check of what is loaded. */
import { InvalidArgumentError } from "@anneal/core";
import { Fields, finiteNumber, float32Array, list, numberAtLeast, wholeNumber } from "@anneal/core/internal";
import { betaPair } from "./checks.js";

/**
 * All that an optimizer needs to go on as if it had never stopped, besides the parameters. The arrays are copies, so a
 * step doesn't change them; `structuredClone` and `v8.serialize` keep the whole as it is.
 */
export interface AdamState {
  readonly format: "anneal/adam";
  readonly version: 1;
  /** How many updates the optimizer has made. */
  readonly step: number;
  readonly amsgrad: boolean;
  readonly maximize: boolean;
  readonly decoupledWeightDecay: boolean;
  readonly groups: readonly AdamGroupState[];
  /** One for each parameter, over the groups in order. */
  readonly params: readonly AdamParameterState[];
}

export interface AdamGroupState {
  /** The rate; null where a schedule gives it. */
  readonly lr: number | null;
  /** The rate before any scheduler, which relative schedules multiply; null where a function gives it. */
  readonly initialLr: number | null;
  readonly betas: readonly [number, number];
  readonly eps: number;
  readonly weightDecay: number;
  /** How many parameters the group has. */
  readonly params: number;
}

export interface AdamParameterState {
  /** How often this parameter was updated. */
  readonly step: number;
  readonly expAvg: Float32Array;
  readonly expAvgSq: Float32Array;
  /** AMSGrad's; null without it. */
  readonly maxExpAvgSq: Float32Array | null;
}

/** What a state is compared with. */
export interface StateShape {
  readonly amsgrad: boolean;
  readonly maximize: boolean;
  readonly decoupledWeightDecay: boolean;
  /** Which parameters each group has: `start` and the one after its last. */
  readonly groups: readonly { readonly start: number; readonly end: number }[];
  readonly lengths: readonly number[];
}

const nonNegative = (argument: string, value: unknown) => numberAtLeast(argument, value, 0);

const flags = ["amsgrad", "maximize", "decoupledWeightDecay"] as const;
const stateNames = ["format", "version", "step", ...flags, "groups", "params"] as const;

/**
 * Checks everything and changes nothing. The arrays are not copied.
 * @throws InvalidArgumentError
 */
export function readState(value: unknown, shape: StateShape): AdamState {
  const fields = new Fields("the state of an optimizer", "state", value, stateNames, "state.");
  fields.choice("format", ["anneal/adam"]);
  if (fields.get("version") !== 1) {
    throw new InvalidArgumentError(
      "state.version",
      fields.get("version"),
      "1, the version this release reads",
    );
  }
  for (const name of flags) {
    if (fields.flag(name) !== shape[name]) {
      throw new InvalidArgumentError(`state.${name}`, !shape[name], `${shape[name]}, as in this optimizer`);
    }
  }
  const groups = sized(fields, "groups", shape.groups.length);
  const params = sized(fields, "params", shape.lengths.length);
  const step = fields.whole("step", 0);
  return {
    format: "anneal/adam",
    version: 1,
    step,
    amsgrad: shape.amsgrad,
    maximize: shape.maximize,
    decoupledWeightDecay: shape.decoupledWeightDecay,
    groups: shape.groups.map((group, i) =>
      readGroup(groups[i], `state.groups[${i}]`, group.end - group.start),
    ),
    params: shape.lengths.map((length, i) =>
      readParameter(params[i], `state.params[${i}]`, length, shape.amsgrad, step),
    ),
  };
}

function readGroup(value: unknown, path: string, size: number): AdamGroupState {
  const names = ["lr", "initialLr", "betas", "eps", "weightDecay", "params"] as const;
  const fields = new Fields("the state of a group", path, value, names, `${path}.`);
  if (fields.whole("params", 0) !== size) {
    throw new InvalidArgumentError(`${path}.params`, fields.get("params"), `${size}, the size of this group`);
  }
  if (!fields.has("lr")) {
    throw new InvalidArgumentError(`${path}.lr`, undefined, "a rate, or null where a schedule gives it");
  }
  return {
    lr: fields.readOrNull("lr", nonNegative),
    initialLr: fields.readOrNull("initialLr", finiteNumber),
    betas: fields.read("betas", betaPair),
    eps: fields.read("eps", nonNegative),
    weightDecay: fields.read("weightDecay", nonNegative),
    params: size,
  };
}

function readParameter(
  value: unknown,
  path: string,
  length: number,
  amsgrad: boolean,
  updates: number,
): AdamParameterState {
  const names = ["step", "expAvg", "expAvgSq", "maxExpAvgSq"] as const;
  const fields = new Fields("the state of a parameter", path, value, names, `${path}.`);
  const squares = (argument: string, held: unknown) =>
    noneNegative(argument, float32Array(argument, held, length));
  if (!amsgrad && fields.get("maxExpAvgSq") != null) {
    throw new InvalidArgumentError(`${path}.maxExpAvgSq`, fields.get("maxExpAvgSq"), "null without AMSGrad");
  }
  const step = fields.read("step", wholeNumber);
  if (step > updates) {
    throw new InvalidArgumentError(`${path}.step`, step, `at most ${updates}, the updates of the optimizer`);
  }
  return {
    step,
    // NaN and infinities pass: a run that made them resumes with them.
    expAvg: fields.read("expAvg", (argument, held) => float32Array(argument, held, length)),
    expAvgSq: fields.read("expAvgSq", squares),
    maxExpAvgSq: amsgrad ? fields.read("maxExpAvgSq", squares) : null,
  };
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

function noneNegative(argument: string, values: Float32Array): Float32Array {
  const index = values.findIndex((value) => value < 0);
  if (index >= 0) {
    throw new InvalidArgumentError(`${argument}[${index}]`, values[index], "at least 0: a mean of squares");
  }
  return values;
}
