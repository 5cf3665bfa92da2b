/** The caller's parameters: names, shapes and values, before anything is allocated. */
import { Fields, isRecord, list, text, wholeNumber } from "../arguments.js";
import { isDetached, kindOf } from "../arrays.js";
import { InvalidArgumentError } from "../errors.js";
import {
  type ArrayOf,
  countOf,
  isParameterArray,
  type ParameterArray,
  type ParameterArrayKind,
  type ParameterDtype,
} from "./parameter-array.js";

/**
 * One parameter: its values, or their number (all 0 at first), or either with a name, a shape or a format. `Dtype` is
 * the format of all parameters, or a union of theirs.
 */
export type ParameterSource<Dtype extends ParameterDtype = "float32"> =
  | ("float32" extends Dtype ? Float32Array | number : never)
  | NamedParameter<Dtype>;

/** A parameter with a name, a shape or a format. */
export interface NamedParameter<Dtype extends ParameterDtype = "float32"> {
  /** The name in states, errors and `decayExclude`. Default: its index over all groups. */
  readonly name?: string;
  /** Its dimensions; the last one is contiguous. Default: one dimension. */
  readonly shape?: readonly number[];
  /** Its values; resident optimizers copy them. */
  readonly values?: ArrayOf<NoInfer<Dtype>>;
  /** Its length, if neither `values` nor `shape` is given. */
  readonly length?: number;
  /**
   * The format of its values and of its gradients. float16 and bfloat16 are updated in float32 and rounded after each update,
   * to the nearest. A `Uint16Array`, which holds their bits, needs it; without `values`, so are the arrays that the optimizer
   * makes. Default: `"float32"`, or `"float16"` for a `Float16Array`.
   */
  readonly dtype?: Dtype;
}

/** The parameters of an optimizer: one group, a group by name, or groups with their own hyper-parameters. */
export type Parameters<Dtype extends ParameterDtype = "float32"> =
  | readonly ParameterSource<Dtype>[]
  | Readonly<Record<string, ParameterSource<Dtype>>>;

/** One parameter, checked. */
export interface CheckedParameter {
  /** The given name; null: the parameter has only an index. */
  readonly name: string | null;
  readonly shape: readonly number[];
  readonly length: number;
  readonly dtype: ParameterDtype;
  /** The class of its array and of its gradients. */
  readonly kind: ParameterArrayKind;
  /** Its current values; null if they are all 0. */
  readonly source: ParameterArray | null;
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
  if (isRecord(value) && !isParameterArray(value)) {
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
  if (isParameterArray(value)) {
    if (kindOf(value) === "Uint16Array") {
      const expected =
        'an object with values and dtype, "float16" or "bfloat16", where the values are a Uint16Array';
      throw new InvalidArgumentError(argument, value, expected);
    }
    const dtype = dtypeOf(argument, value, undefined);
    return { name: null, ...ownValues(argument, value), shape: Object.freeze([countOf(value)]), dtype };
  }
  if (memory === "resident" && Number.isSafeInteger(value) && (value as number) >= 0) {
    const length = value as number;
    const shape = Object.freeze([length]);
    return { name: null, length, source: null, shape, dtype: "float32", kind: "Float32Array" };
  }
  const expected =
    memory === "resident"
      ? "a Float32Array, or a whole number of values"
      : 'a Float32Array (memory: "caller")';
  throw new InvalidArgumentError(argument, value, expected);
}

function readNamed(argument: string, value: unknown, memory: "resident" | "caller"): CheckedParameter {
  const names = ["name", "shape", "values", "length", "dtype"] as const;
  const fields = new Fields("a parameter", argument, value, names, `${argument}.`);
  const name = fields.readOrNull("name", text);
  const given = fields.get("values");
  if (given === undefined && memory === "caller")
    throw new InvalidArgumentError(fields.path("values"), given, 'a Float32Array (memory: "caller")');
  if (given !== undefined && !isParameterArray(given))
    throw new InvalidArgumentError(fields.path("values"), given, "a Float32Array");
  const chosen = fields.has("dtype") ? fields.choice("dtype", ["float32", "float16", "bfloat16"]) : undefined;
  const dtype = given === undefined ? (chosen ?? "float32") : dtypeOf(fields.path("dtype"), given, chosen);
  const shape = fields.readOrNull("shape", (path, dimensions) =>
    Object.freeze(
      list(path, dimensions, "whole numbers").map((each, i) => wholeNumber(`${path}[${i}]`, each)),
    ),
  );
  const ofShape = shape === null ? null : shape.reduce((product, each) => product * each, 1);
  const stated = fields.readOrNull("length", wholeNumber);
  const length = (given && countOf(given)) ?? ofShape ?? stated;
  if (length === null)
    throw new InvalidArgumentError(argument, value, "an object with values, a shape or a length");
  if (ofShape !== null && ofShape !== length)
    throw new InvalidArgumentError(fields.path("shape"), shape, `a shape of ${length} values`);
  if (stated !== null && stated !== length)
    throw new InvalidArgumentError(fields.path("length"), stated, `${length}`);
  const made = { source: null, kind: dtype === "float32" ? "Float32Array" : "Uint16Array" } as const;
  const { source, kind } = given === undefined ? made : ownValues(fields.path("values"), given);
  return { name, shape: shape ?? Object.freeze([length]), length, dtype, kind, source };
}

/** The format of an array. @param chosen The option `dtype`. */
function dtypeOf(
  argument: string,
  array: ParameterArray,
  chosen: ParameterDtype | undefined,
): ParameterDtype {
  const kind = kindOf(array) as ParameterArrayKind;
  if (kind === "Uint16Array") {
    if (chosen === "float16" || chosen === "bfloat16") return chosen;
    throw new InvalidArgumentError(argument, chosen, '"float16" or "bfloat16" for a Uint16Array');
  }
  const dtype = kind === "Float32Array" ? "float32" : "float16";
  if (chosen === undefined || chosen === dtype) return dtype;
  throw new InvalidArgumentError(argument, chosen, `"${dtype}" for a ${kind}`);
}

function ownValues(argument: string, value: ParameterArray) {
  if (isDetached(value as Float32Array)) {
    throw new InvalidArgumentError(argument, value, `a ${kindOf(value)} whose buffer is not detached`);
  }
  return { length: countOf(value), source: value, kind: kindOf(value) as ParameterArrayKind };
}
