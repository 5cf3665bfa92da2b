/** The caller's parameters: names, shapes and values, before anything is allocated. */
import { Fields, isRecord, list, text, wholeNumber } from "../arguments.js";
import { isDetached, isFloat32Array } from "../arrays.js";
import { InvalidArgumentError } from "../errors.js";
import { lengthOf } from "./float32.js";

/** One parameter: its values, or its length (zeros), or either of these with a name and a shape. */
export type ParameterSource = Float32Array | number | NamedParameter;

/** A parameter with a name or a shape. */
export interface NamedParameter {
  /** The name in states, errors and `decayExclude`. Default: its index over all groups. */
  readonly name?: string;
  /** Its dimensions; the last one is contiguous. Default: one dimension. */
  readonly shape?: readonly number[];
  /** Its values; resident optimizers copy them. */
  readonly values?: Float32Array;
  /** Its length, if neither `values` nor `shape` is given. */
  readonly length?: number;
}

/** The parameters of an optimizer: one group, a group by name, or groups with their own hyper-parameters. */
export type Parameters = readonly ParameterSource[] | Readonly<Record<string, ParameterSource>>;

/** One parameter, checked. */
export interface CheckedParameter {
  /** Null: only an index. */
  readonly name: string | null;
  readonly shape: readonly number[];
  readonly length: number;
  /** Its current values; null if they are all 0. */
  readonly source: Float32Array | null;
}

/** The number of matrices in a tensor, over its last two dimensions, and their size. */
export function matricesOf(shape: readonly number[], length: number) {
  const columns = shape.length > 0 ? (shape[shape.length - 1] as number) : 1;
  const rows = shape.length > 1 ? (shape[shape.length - 2] as number) : 1;
  return { count: rows * columns === 0 ? 0 : length / (rows * columns), rows, columns };
}

/** @throws InvalidArgumentError */
export function readParameters(
  argument: string,
  value: unknown,
  memory: "resident" | "caller",
): readonly CheckedParameter[] {
  if (isRecord(value) && !isFloat32Array(value)) {
    return Object.entries(value).map(([name, source]) => ({
      ...readParameter(`${argument}.${name}`, source, memory),
      name,
    }));
  }
  const items = list(argument, value, "Float32Arrays, lengths or objects with a name or a shape");
  return Array.from(items, (item, i) => readParameter(`${argument}[${i}]`, item, memory));
}

function readParameter(argument: string, value: unknown, memory: "resident" | "caller"): CheckedParameter {
  if (isRecord(value) && !("params" in value)) return readNamed(argument, value, memory);
  if (isFloat32Array(value)) {
    return { name: null, ...ownValues(argument, value), shape: Object.freeze([lengthOf(value)]) };
  }
  if (memory === "resident" && Number.isSafeInteger(value) && (value as number) >= 0) {
    return { name: null, length: value as number, source: null, shape: Object.freeze([value as number]) };
  }
  const expected =
    memory === "resident"
      ? "a Float32Array, or a whole number of values"
      : 'a Float32Array (memory: "caller")';
  throw new InvalidArgumentError(argument, value, expected);
}

function readNamed(argument: string, value: unknown, memory: "resident" | "caller"): CheckedParameter {
  const names = ["name", "shape", "values", "length"] as const;
  const fields = new Fields("a parameter", argument, value, names, `${argument}.`);
  const name = fields.readOrNull("name", text);
  const given = fields.get("values");
  if (given === undefined && memory === "caller")
    throw new InvalidArgumentError(fields.path("values"), given, 'a Float32Array (memory: "caller")');
  if (given !== undefined && !isFloat32Array(given))
    throw new InvalidArgumentError(fields.path("values"), given, "a Float32Array");
  const shape = fields.readOrNull("shape", (path, dimensions) =>
    Object.freeze(
      list(path, dimensions, "whole numbers").map((each, i) => wholeNumber(`${path}[${i}]`, each)),
    ),
  );
  const ofShape = shape === null ? null : shape.reduce((product, each) => product * each, 1);
  const stated = fields.readOrNull("length", wholeNumber);
  const length = (given && lengthOf(given)) ?? ofShape ?? stated;
  if (length === null)
    throw new InvalidArgumentError(argument, value, "an object with values, a shape or a length");
  if (ofShape !== null && ofShape !== length)
    throw new InvalidArgumentError(fields.path("shape"), shape, `a shape of ${length} values`);
  if (stated !== null && stated !== length)
    throw new InvalidArgumentError(fields.path("length"), stated, `${length}`);
  const source = given === undefined ? null : ownValues(fields.path("values"), given).source;
  return { name, shape: shape ?? Object.freeze([length]), length, source };
}

function ownValues(argument: string, value: Float32Array) {
  if (isDetached(value)) {
    throw new InvalidArgumentError(argument, value, "a Float32Array whose buffer is not detached");
  }
  return { length: lengthOf(value), source: value };
}
