/** The contents of a checkpoint, as passed by the caller. */
import { InvalidArgumentError, type OptimizerState } from "@anneal/core";
import {
  Fields,
  float32Array,
  isFloat32Array,
  isRecord,
  listOf,
  text,
  wholeNumber,
} from "@anneal/core/arguments";
import { loadTargetOf } from "@anneal/core/optimizer-engine";
import type { NamedTensor } from "./safetensors/write-header.js";
import { readOptimizer, readStatefulList, type Stateful, type StatefulOptimizer } from "./stateful.js";

/** Arrays by name, with a shape if they have more than one dimension. */
export type NamedParameters = Readonly<
  Record<string, Float32Array | { readonly values: Float32Array; readonly shape: readonly number[] }>
>;

/** The parts of a run that a checkpoint can contain. */
export interface RunParts {
  /** Default: those of the optimizer, with their names and shapes. */
  readonly parameters?: NamedParameters;
  readonly optimizer?: StatefulOptimizer;
  /** In an order that stays the same. */
  readonly schedulers?: readonly Stateful[];
  /** `ReduceOnPlateau`, `Greedy` and the like, in an order that stays the same. */
  readonly metricRules?: readonly Stateful[];
  /**
   * Whether NaN and infinities may be in the parameters and the state. Default: false, so that a run which has diverged
   * neither replaces a checkpoint nor continues from one.
   */
  readonly allowNonFinite?: boolean;
}

/** What `saveCheckpoint` writes. */
export interface CheckpointContents extends RunParts {
  /** The number of updates made. Default: `optimizer.stepCount`. */
  readonly step?: number;
  /** Your own strings. Names that begin with `anneal.` are reserved. */
  readonly metadata?: Readonly<Record<string, string>>;
}

/** A float32 tensor over an array of the run. */
export interface RunTensor extends NamedTensor {
  readonly values: Float32Array;
}

/** A tensor over an array of an optimizer. */
export interface StateTensor extends NamedTensor {
  readonly values: Float32Array | Uint8Array | Uint16Array;
}

/** The parts of a run, checked. */
export interface CheckedParts {
  /** Null: neither parameters nor an optimizer were given. */
  readonly parameters: readonly StateTensor[] | null;
  readonly optimizer: StatefulOptimizer | null;
  /** Its groups, with the rule of each and the range of its parameters. */
  readonly groups: readonly object[];
  /** Its state, with views of its arrays if it returns views; null also if it has none yet. */
  readonly state: OptimizerState | null;
  readonly schedulers: readonly Stateful[];
  readonly metricRules: readonly Stateful[];
  readonly allowNonFinite: boolean;
}

/** The prefix of our entries in the metadata. */
export const PREFIX = "anneal.";

export const PART_NAMES = ["parameters", "optimizer", "schedulers", "metricRules", "allowNonFinite"] as const;
type PartName = (typeof PART_NAMES)[number];

/**
 * @param purpose Whether the parts are saved or loaded: an optimizer whose update was interrupted can only be loaded.
 * @throws InvalidArgumentError, or InterruptedUpdateError of an optimizer that is to be saved
 */
export async function readParts(
  fields: Pick<Fields<PartName>, "read" | "readOrNull" | "flag">,
  purpose: "save" | "load",
): Promise<CheckedParts> {
  const optimizer = fields.readOrNull("optimizer", readOptimizer);
  const given = fields.readOrNull("parameters", readParameters);
  const schedulers = fields.read("schedulers", readStatefulList, []);
  const metricRules = fields.read("metricRules", readStatefulList, []);
  const allowNonFinite = fields.flag("allowNonFinite", false);
  const target = optimizer !== null && purpose === "load" ? loadTargetOf(optimizer) : null;
  const state = target?.state ?? (optimizer && (await presentState(optimizer, purpose)));
  const holder = target ?? optimizer;
  const parameters = given ?? (optimizer && parametersOf(holder?.params, state));
  const groups = holder?.groups ?? [];
  return { parameters, optimizer, groups, state, schedulers, metricRules, allowNonFinite };
}

/** Null: optimizers that get their parameters with the first step, as those of TensorFlow.js, have no state before it. */
async function presentState(
  optimizer: StatefulOptimizer,
  purpose: "save" | "load",
): Promise<OptimizerState | null> {
  try {
    return await optimizer.stateDict({ copy: false });
  } catch (error) {
    const isNew = error instanceof InvalidArgumentError && error.argument === "stateDict";
    if (isNew && purpose === "load") return null;
    throw error;
  }
}

/** @throws InvalidArgumentError */
export function readParameters(argument: string, value: unknown): readonly RunTensor[] {
  if (!isRecord(value)) throw new InvalidArgumentError(argument, value, "an object with Float32Arrays");
  return Object.entries(value).map(([name, given]) => readParameter(`${argument}.${name}`, name, given));
}

function readParameter(argument: string, name: string, value: unknown): RunTensor {
  if (isFloat32Array(value)) {
    return { name, shape: [value.length], values: float32Array(argument, value, value.length) };
  }
  const fields = new Fields("a parameter", argument, value, ["values", "shape"], `${argument}.`);
  const shape = fields.read("shape", (path, held) => listOf(path, held, "whole numbers", wholeNumber));
  const length = shape.reduce((product, each) => product * each, 1);
  return { name, shape, values: fields.read("values", (path, held) => float32Array(path, held, length)) };
}

/** @throws InvalidArgumentError where its parameters are not in this memory */
function parametersOf(
  params: readonly unknown[] | undefined,
  state: OptimizerState | null,
): readonly StateTensor[] {
  if (state === null) throw withoutParameters();
  return state.params.map(({ shape, dtype }, i) => {
    const values = params?.[i];
    const name = nameOf(state, i);
    if (isFloat32Array(values)) return { name, shape, values };
    if (dtype !== undefined) return { name, shape, values: bitsOf(values), dtype: DTYPES[dtype] };
    throw withoutParameters();
  });
}

function withoutParameters(): InvalidArgumentError {
  const expected = "given: this optimizer has no Float32Arrays for its parameters";
  return new InvalidArgumentError("parameters", undefined, expected);
}

const DTYPES = { float16: "F16", bfloat16: "BF16" } as const;

/** The bits of a parameter of 16-bit numbers, as a view. */
function bitsOf(values: unknown): Uint16Array {
  const { buffer, byteOffset, length } = values as Uint16Array;
  return new Uint16Array(buffer, byteOffset, length);
}

/** The name of a parameter in a checkpoint: its name, or its index if it has none. */
export function nameOf({ params }: OptimizerState, index: number): string {
  return params[index]?.name ?? String(index);
}

/** The tensor of a slot. */
export function slotTensorName(parameter: string, slot: string): string {
  return `optimizer.${parameter}.${slot}`;
}

/** The slots of an optimizer, as tensors over its own arrays. */
export function slotTensors(state: OptimizerState): readonly StateTensor[] {
  return state.params.flatMap(({ shape, slots, packed = {}, master }, i) => {
    const tensor = (part: string) => slotTensorName(nameOf(state, i), part);
    const count = shape.reduce((product, each) => product * each, 1);
    const floats = Object.entries({ ...slots, ...(master && { master }) }).map(([slot, values]) => ({
      name: tensor(slot),
      shape: values.length === count ? shape : [values.length],
      values,
    }));
    const others = Object.entries(packed).flatMap(([slot, held]): StateTensor[] =>
      "bfloat16" in held
        ? [{ name: tensor(slot), shape, values: held.bfloat16, dtype: "BF16" }]
        : [
            { name: tensor(`${slot}.codes`), shape, values: held.codes },
            { name: tensor(`${slot}.absmax`), shape: [held.absmax.length], values: held.absmax },
          ],
    );
    return [...floats, ...others];
  });
}

/** @throws InvalidArgumentError */
export function readMetadata(argument: string, value: unknown): readonly (readonly [string, string])[] {
  if (!isRecord(value)) throw new InvalidArgumentError(argument, value, "an object with strings");
  return Object.entries(value).map(([key, held]) => {
    if (key.startsWith(PREFIX)) {
      throw new InvalidArgumentError(
        `${argument}.${key}`,
        held,
        `under a name that does not begin with ${PREFIX}`,
      );
    }
    return [key, text(`${argument}.${key}`, held)];
  });
}
