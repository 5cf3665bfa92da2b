/** The state of an optimizer as named tensors, the form in which models are saved with their optimizers. */
import { InvalidArgumentError, type OptimizerState } from "@anneal/core";
import { isRecord, wholeNumber } from "@anneal/core/arguments";
import { tensor } from "@tensorflow/tfjs-core";
import type { SavedSums } from "./gradient-sums.js";
import type { NamedTensor } from "./variables.js";

/** The name of the tensor with everything but the arrays: JSON, one byte per element. */
const NUMBERS = "anneal/state";

/** The name of a slot's tensor. */
const slotName = (parameter: number, slot: string) => `anneal/${parameter}/${slot}`;

/** The name of the tensor with a sum of gradients. */
const sumName = (index: number) => `anneal/sum/${index}`;

/** @param accumulated The sums of an update that is not complete, by the names of variables. */
export function stateToTensors(state: OptimizerState, accumulated: SavedSums | null): NamedTensor[] {
  const slots: NamedTensor[] = [];
  const params = state.params.map(({ slots: arrays, ...rest }, i) => {
    for (const [slot, values] of Object.entries(arrays)) {
      slots.push({ name: slotName(i, slot), tensor: tensor(values as Float32Array, undefined, "float32") });
    }
    return { ...rest, slots: Object.keys(arrays) };
  });
  const sums = [...(accumulated?.sums.values() ?? [])].map((sum, i) => ({
    name: sumName(i),
    tensor: tensor(sum, undefined, "float32"),
  }));
  const described =
    accumulated === null
      ? {}
      : { accumulated: { calls: accumulated.calls, names: [...accumulated.sums.keys()] } };
  const bytes = new TextEncoder().encode(JSON.stringify({ ...state, params, ...described }));
  return [{ name: NUMBERS, tensor: tensor(Int32Array.from(bytes), undefined, "int32") }, ...slots, ...sums];
}

/** A state, and the sums of an update that is not complete. */
export interface ReadState {
  readonly state: OptimizerState;
  readonly accumulated: SavedSums | null;
}

/** @throws InvalidArgumentError for other tensors */
export async function stateFromTensors(tensors: readonly NamedTensor[]): Promise<ReadState> {
  const byName = new Map(tensors.map(({ name, tensor: values }) => [name, values]));
  const numbers = byName.get(NUMBERS);
  if (numbers === undefined)
    throw new InvalidArgumentError("weights", [...byName.keys()], "the weights of an optimizer of anneal");
  const read = async (name: string) => {
    const values = byName.get(name);
    if (values === undefined) throw new InvalidArgumentError("weights", name, "among the weights");
    return Float32Array.from(await values.data());
  };
  const text = new TextDecoder().decode(Uint8Array.from(await numbers.data()));
  const { accumulated, ...state } = parse(text);
  const params = await Promise.all(
    state.params.map(async ({ slots, ...rest }, i) => {
      const arrays = slots.map(async (slot) => [slot, await read(slotName(i, slot))] as const);
      return { ...rest, slots: Object.fromEntries(await Promise.all(arrays)) };
    }),
  );
  const sums = accumulated?.names.map(async (name, i) => [name, await read(sumName(i))] as const) ?? [];
  return {
    state: { ...state, params } as unknown as OptimizerState,
    accumulated:
      accumulated === undefined ? null : { calls: accumulated.calls, sums: new Map(await Promise.all(sums)) },
  };
}

interface Described {
  readonly params: readonly { readonly slots: readonly string[] }[];
  readonly accumulated?: { readonly calls: number; readonly names: readonly string[] };
}

function parse(text: string): Described {
  const refuse = () =>
    new InvalidArgumentError("weights", text.slice(0, 40), "the weights of an optimizer of anneal");
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw refuse();
  }
  if (!isRecord(value) || !Array.isArray(value.params)) throw refuse();
  const { accumulated } = value;
  if (accumulated !== undefined) {
    if (!isRecord(accumulated) || !Array.isArray(accumulated.names)) throw refuse();
    wholeNumber("weights.accumulated.calls", accumulated.calls, 1);
  }
  return value as unknown as Described;
}
