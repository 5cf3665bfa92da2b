/** Checkpoints of an optimizer as JSON text: parameters, slots, counts and hyper-parameters. */
import { Fields, isFunction, isRecord, list } from "../arguments.js";
import { isArray, isTypedArray, kindOf } from "../arrays.js";
import { InvalidArgumentError } from "../errors.js";
import { float32Array } from "./float32.js";
import type { Optimizer } from "./optimizer.js";
import { countOf, type ParameterArray, parameterArray } from "./parameter-array.js";
import type { OptimizerState } from "./state.js";

const FORMAT = "anneal/checkpoint";
const VERSION = 1;

/** JSON has no NaN and no infinities. */
const NOT_FINITE: readonly string[] = ["NaN", "Infinity", "-Infinity"];

/** The source of a checkpoint. */
type CheckpointSource = { readonly params: readonly ParameterArray[] } & Pick<Optimizer, "stateDict">;
/** The target of a restored checkpoint. */
type CheckpointTarget = { readonly params: readonly ParameterArray[] } & Pick<Optimizer, "loadStateDict">;

/**
 * The parameters and the state of an optimizer as JSON text, for a file or a database; `restoreCheckpoint` reads it.
 *
 * `JSON.stringify` alone turns a Float32Array into an object, from which `set` copies nothing. Here arrays are lists of
 * numbers, every float32 exact; NaN and infinities are strings.
 *
 * ```ts
 * writeFileSync("run.json", checkpointToJSON(optimizer));
 * restoreCheckpoint(optimizer, readFileSync("run.json", "utf8"));
 * ```
 *
 * @throws InvalidArgumentError for anything but an optimizer; FreedError
 */
export function checkpointToJSON(optimizer: CheckpointSource): string {
  if (!isRecord(optimizer) || !isFunction(optimizer.stateDict)) {
    throw new InvalidArgumentError("optimizer", optimizer, "an optimizer");
  }
  const checkpoint = {
    format: FORMAT,
    version: VERSION,
    params: optimizer.params,
    state: optimizer.stateDict(),
  };
  return JSON.stringify(checkpoint, (_name, value: unknown) =>
    isTypedArray(value)
      ? Array.from(value as Float32Array, (each) => (Number.isFinite(each) ? each : String(each)))
      : value,
  );
}

/**
 * Restores parameters and state in an optimizer with parameters of the same lengths, which then continues with the same
 * bits. As with `loadStateDict`, a group whose rate is a function keeps it.
 *
 * @param text The result of `checkpointToJSON`.
 * @throws InvalidArgumentError for other text and for state that does not fit, before anything changes; FreedError
 */
export function restoreCheckpoint(optimizer: CheckpointTarget, text: string): void {
  const fields = new Fields("a checkpoint", "text", parsed(text), ["format", "version", "params", "state"]);
  fields.choice("format", [FORMAT]);
  fields.read("version", (argument, value) => {
    if (value !== VERSION) throw new InvalidArgumentError(argument, value, `${VERSION}`);
    return value;
  });
  const { params } = optimizer;
  const saved = fields.read("params", (argument, value) => {
    const lists = list(argument, value, `${params.length} lists of numbers, one for each parameter`);
    if (lists.length !== params.length) {
      throw new InvalidArgumentError(`${argument}.length`, lists.length, `${params.length}`);
    }
    return lists.map((values, i) => {
      const path = `${argument}[${i}]`;
      return readParameter(path, values, params[i] as ParameterArray);
    });
  });
  optimizer.loadStateDict(readState(fields.get("state")));
  for (const [i, values] of saved.entries()) params[i]?.set(values);
}

/** The values of a parameter, in an array of the parameter's class. */
function readParameter(path: string, value: unknown, own: ParameterArray): ArrayLike<number> {
  const count = countOf(own);
  if (kindOf(own) !== "Uint16Array") return float32Array(path, readValues(path, value), count);
  return parameterArray(path, wholeNumbers(path, value, 0xffff, Uint16Array), "Uint16Array", count);
}

function parsed(text: unknown): unknown {
  if (typeof text !== "string")
    throw new InvalidArgumentError("text", text, "the result of checkpointToJSON");
  try {
    return JSON.parse(text);
  } catch {
    throw new InvalidArgumentError("text", text, "JSON, the result of checkpointToJSON");
  }
}

/** Converts lists to arrays in the state; `loadStateDict` checks the rest. */
function readState(state: unknown): OptimizerState {
  const params: unknown = isRecord(state) ? state.params : undefined;
  if (!isArray(params)) return state as OptimizerState;
  const restored = params.map((parameter, i) => {
    if (!isRecord(parameter)) return parameter;
    const path = `state.params[${i}]`;
    const { slots, packed } = parameter;
    return {
      ...parameter,
      ...(isRecord(slots) && { slots: restoreFields(`${path}.slots`, slots, restoreFloats) }),
      ...("master" in parameter && { master: restoreFloats(`${path}.master`, parameter.master) }),
      ...(isRecord(packed) && { packed: restoreFields(`${path}.packed`, packed, restorePacked) }),
    };
  });
  return { ...(state as object), params: restored } as unknown as OptimizerState;
}

type Restore = (path: string, value: unknown) => unknown;

function restoreFields(path: string, fields: object, restore: Restore | Readonly<Record<string, Restore>>) {
  return Object.fromEntries(
    Object.entries(fields).map(([name, value]) => {
      const by = typeof restore === "function" ? restore : restore[name];
      return [name, by === undefined ? value : by(`${path}.${name}`, value)];
    }),
  );
}

const restoreFloats: Restore = (path, value) => (isArray(value) ? readValues(path, value) : value);

/** Restores a slot that is stored in fewer bits. */
const restorePacked: Restore = (path, value) =>
  isRecord(value)
    ? restoreFields(path, value, {
        codes: (codes, list) => wholeNumbers(codes, list, 0xff, Uint8Array),
        absmax: restoreFloats,
        bfloat16: (bits, list) => wholeNumbers(bits, list, 0xffff, Uint16Array),
      })
    : value;

function wholeNumbers<Values>(
  path: string,
  value: unknown,
  largest: number,
  type: { from(values: readonly number[]): Values },
): Values | unknown {
  if (!isArray(value)) return value;
  const checked = list(path, value, "whole numbers").map((each, i) => {
    if (Number.isInteger(each) && (each as number) >= 0 && (each as number) <= largest) return each as number;
    throw new InvalidArgumentError(`${path}[${i}]`, each, `a whole number from 0 to ${largest}`);
  });
  return type.from(checked);
}

function readValues(path: string, value: unknown): Float32Array {
  return Float32Array.from(list(path, value, "numbers"), (each, i) => {
    if (typeof each === "number" || NOT_FINITE.includes(each as string)) return Number(each);
    throw new InvalidArgumentError(`${path}[${i}]`, each, `a number, or ${NOT_FINITE.join(", ")} as text`);
  });
}
