/** Where a run stands, from the state that another library's scheduler saved. */
import { InvalidArgumentError } from "@anneal/core";
import { choice, isRecord, wholeNumber } from "@anneal/core/arguments";

/** What the libraries call it, and the least that it can be. timm and fairseq don't save it. */
const FIELDS = {
  torch: ["last_epoch", 0],
  transformers: ["last_epoch", 0],
  braintools: ["last_epoch", 0],
  deepspeed: ["last_batch_iteration", -1],
  megatron: ["num_steps", 0],
} as const;

const libraries = Object.keys(FIELDS) as (keyof typeof FIELDS)[];

/**
 * The step of a saved state, at which a schedule of `fromLibrary` has the rate that the run had:
 * `fromLibrary(...)(savedStep(...))`, or `scheduler.moveTo(savedStep(...))`.
 *
 * @param state What the library's `state_dict()` gave, as JSON.
 * @throws InvalidArgumentError for a library that doesn't save the step (timm, fairseq, Keras, Optax), and a state that
 * has none.
 */
export function savedStep(library: keyof typeof FIELDS, state: Readonly<Record<string, unknown>>): number {
  const [name, least] = FIELDS[choice("library", library, libraries)];
  if (!isRecord(state)) throw new InvalidArgumentError("state", state, `an object with ${name}`);
  return wholeNumber(`state.${name}`, state[name], least);
}
