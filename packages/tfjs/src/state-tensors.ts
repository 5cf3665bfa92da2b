/** The state of an optimizer as named tensors, the form in which models are saved with their optimizers. */
import { InvalidArgumentError, type OptimizerState } from "@anneal/core";
import { tensor } from "@tensorflow/tfjs-core";
import type { NamedTensor } from "./variables.js";

/** The name of the tensor with everything but the arrays: JSON, one byte per element. */
const NUMBERS = "anneal/state";

/** The name of a slot's tensor. */
const slotName = (parameter: number, slot: string) => `anneal/${parameter}/${slot}`;

export function stateToTensors(state: OptimizerState): NamedTensor[] {
  const slots: NamedTensor[] = [];
  const params = state.params.map(({ slots: arrays, ...rest }, i) => {
    for (const [slot, values] of Object.entries(arrays)) {
      slots.push({ name: slotName(i, slot), tensor: tensor(values as Float32Array, undefined, "float32") });
    }
    return { ...rest, slots: Object.keys(arrays) };
  });
  const bytes = new TextEncoder().encode(JSON.stringify({ ...state, params }));
  return [{ name: NUMBERS, tensor: tensor(Int32Array.from(bytes), undefined, "int32") }, ...slots];
}

/** @throws InvalidArgumentError for other tensors */
export async function stateFromTensors(tensors: readonly NamedTensor[]): Promise<OptimizerState> {
  const byName = new Map(tensors.map(({ name, tensor: values }) => [name, values]));
  const numbers = byName.get(NUMBERS);
  if (numbers === undefined)
    throw new InvalidArgumentError("weights", [...byName.keys()], "the weights of an optimizer of anneal");
  const text = new TextDecoder().decode(Uint8Array.from(await numbers.data()));
  const state = parse(text);
  const params = await Promise.all(
    state.params.map(async ({ slots, ...rest }, i) => {
      const read = slots.map(async (slot) => {
        const values = byName.get(slotName(i, slot));
        if (values === undefined)
          throw new InvalidArgumentError("weights", slotName(i, slot), "among the weights");
        return [slot, Float32Array.from(await values.data())] as const;
      });
      return { ...rest, slots: Object.fromEntries(await Promise.all(read)) };
    }),
  );
  return { ...state, params } as unknown as OptimizerState;
}

function parse(text: string): { readonly params: readonly { readonly slots: readonly string[] }[] } {
  try {
    return JSON.parse(text);
  } catch {
    throw new InvalidArgumentError("weights", text.slice(0, 40), "the weights of an optimizer of anneal");
  }
}
