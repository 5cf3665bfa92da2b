/** The state of an optimizer as named tensors, the form in which models are saved with their optimizers. */
import { InvalidArgumentError, type OptimizerState } from "@anneal/core";
import { isArray, isRecord, wholeNumber } from "@anneal/core/arguments";
import { tensor } from "@tensorflow/tfjs-core";
import type { SavedSums } from "./gradient-sums.js";
import type { NamedTensor } from "./variables.js";

/** The name of the tensor with everything but the arrays: JSON, one byte per element. */
const NUMBERS = "anneal/state";
/** The name of the tensor with the values of an array. */
const arrayName = (index: number) => `anneal/array/${index}`;

/** The keys of what JSON does not have: arrays of bytes and floats, and infinities. */
const ARRAY = "anneal/array";
const NUMBER = "anneal/number";

/** The arrays of states, and how tensors keep their values. */
const kinds = { Float32Array, Uint8Array, Uint16Array };
type Kind = keyof typeof kinds;
const kindOf = (value: object) => (Object.keys(kinds) as Kind[]).find((name) => value instanceof kinds[name]);

/** A state, and the sums of an update that is not complete. */
export interface SavedState {
  readonly state: OptimizerState;
  readonly accumulated: SavedSums | null;
}

export function stateToTensors({ state, accumulated }: SavedState): NamedTensor[] {
  const arrays: NamedTensor[] = [];
  const write = (_: string, value: unknown) => {
    if (typeof value === "number" && !Number.isFinite(value)) return { [NUMBER]: String(value) };
    const kind = typeof value === "object" && value !== null ? kindOf(value) : undefined;
    if (kind === undefined) return value;
    const name = arrayName(arrays.length);
    const dtype = kind === "Float32Array" ? "float32" : "int32";
    const values = dtype === "int32" ? Int32Array.from(value as Uint8Array) : (value as Float32Array);
    arrays.push({ name, tensor: tensor(values, undefined, dtype) });
    return { [ARRAY]: name, kind };
  };
  const sums =
    accumulated === null ? null : { calls: accumulated.calls, sums: [...accumulated.sums.entries()] };
  const bytes = new TextEncoder().encode(JSON.stringify({ state, accumulated: sums }, write));
  return [{ name: NUMBERS, tensor: tensor(Int32Array.from(bytes), undefined, "int32") }, ...arrays];
}

/** @throws InvalidArgumentError for other tensors */
export async function stateFromTensors(tensors: readonly NamedTensor[]): Promise<SavedState> {
  const read = tensors.map(async ({ name, tensor: each }) => [name, await each.data()] as const);
  const values = new Map(await Promise.all(read));
  const bytes = values.get(NUMBERS);
  if (bytes === undefined)
    throw new InvalidArgumentError("weights", [...values.keys()], "the weights of an optimizer of anneal");
  return parse(new TextDecoder().decode(Uint8Array.from(bytes)), values);
}

function parse(text: string, values: ReadonlyMap<unknown, ArrayLike<number>>): SavedState {
  const expected = "the weights of an optimizer of anneal";
  const revive = (_: string, value: unknown) => {
    if (!isRecord(value)) return value;
    if (NUMBER in value) return Number(value[NUMBER]);
    if (!(ARRAY in value)) return value;
    const found = values.get(value[ARRAY]);
    if (found === undefined) throw new InvalidArgumentError("weights", value[ARRAY], "among the weights");
    if (!Object.hasOwn(kinds, value.kind as Kind))
      throw new InvalidArgumentError("weights", value.kind, expected);
    return kinds[value.kind as Kind].from(found);
  };
  let saved: unknown;
  try {
    saved = JSON.parse(text, revive);
  } catch (error) {
    if (error instanceof InvalidArgumentError) throw error;
    throw new InvalidArgumentError("weights", text.slice(0, 40), expected);
  }
  const { state, accumulated } = isRecord(saved) ? saved : {};
  if (!isRecord(state) || !isArray(state.params))
    throw new InvalidArgumentError("weights", text.slice(0, 40), expected);
  if (!isRecord(accumulated)) return { state: state as unknown as OptimizerState, accumulated: null };
  if (!isArray(accumulated.sums)) throw new InvalidArgumentError("weights", text.slice(0, 40), expected);
  const calls = wholeNumber("weights.accumulated.calls", accumulated.calls, 1);
  const sums = new Map(accumulated.sums as [string, Float32Array][]);
  return { state: state as unknown as OptimizerState, accumulated: { calls, sums } };
}
