/** Checkpoints of an optimizer as JSON text: parameters, slots, counts and hyper-parameters. */
import { Fields, isFunction, isRecord, list } from "../arguments.js";
import { isArray, isFloat32Array } from "../arrays.js";
import { InvalidArgumentError } from "../errors.js";
import { float32Array } from "./float32.js";
import type { Optimizer } from "./optimizer.js";
import type { OptimizerState } from "./state.js";

const FORMAT = "anneal/checkpoint";
const VERSION = 1;

/** JSON has no NaN and no infinities. */
const NOT_FINITE: readonly string[] = ["NaN", "Infinity", "-Infinity"];

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
export function checkpointToJSON(optimizer: Pick<Optimizer, "params" | "stateDict">): string {
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
    isFloat32Array(value)
      ? Array.from(value, (each) => (Number.isFinite(each) ? each : String(each)))
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
export function restoreCheckpoint(
  optimizer: Pick<Optimizer, "params" | "loadStateDict">,
  text: string,
): void {
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
      return float32Array(path, readValues(path, values), (params[i] as Float32Array).length);
    });
  });
  optimizer.loadStateDict(readState(fields.get("state")));
  for (const [i, values] of saved.entries()) params[i]?.set(values);
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
    if (!isRecord(parameter.slots)) return parameter;
    const slots = Object.entries(parameter.slots).map(([name, value]) => {
      const path = `state.params[${i}].slots.${name}`;
      return [name, isArray(value) ? readValues(path, value) : value];
    });
    return { ...parameter, slots: Object.fromEntries(slots) };
  });
  return { ...(state as object), params: restored } as unknown as OptimizerState;
}

function readValues(path: string, value: unknown): Float32Array {
  return Float32Array.from(list(path, value, "numbers"), (each, i) => {
    if (typeof each === "number" || NOT_FINITE.includes(each as string)) return Number(each);
    throw new InvalidArgumentError(`${path}[${i}]`, each, `a number, or ${NOT_FINITE.join(", ")} as text`);
  });
}
