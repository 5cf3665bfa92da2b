/** Reads the step of a run from the saved state of another library's scheduler. */
import { InvalidArgumentError } from "@anneal/core";
import { choice, isRecord, wholeNumber } from "@anneal/core/arguments";

/** The field of the step, and its smallest value. timm and fairseq don't save the step. */
const FIELDS = {
  torch: ["last_epoch", 0],
  transformers: ["last_epoch", 0],
  braintools: ["last_epoch", 0],
  deepspeed: ["last_batch_iteration", -1],
  megatron: ["num_steps", 0],
} as const;

const libraries = Object.keys(FIELDS) as (keyof typeof FIELDS)[];

/**
 * The step of a saved state, at which a schedule of `fromLibrary` has the rate of the run:
 * `fromLibrary(...)(savedStep(...))`, or `scheduler.moveTo(savedStep(...))`.
 *
 * @param state The result of the library's `state_dict()`, as JSON.
 * @throws InvalidArgumentError for a library that doesn't save the step (timm, fairseq, Keras, Optax), or a state
 * without one.
 */
export function savedStep(library: keyof typeof FIELDS, state: Readonly<Record<string, unknown>>): number {
  const [name, least] = FIELDS[choice("library", library, libraries)];
  if (!isRecord(state)) throw new InvalidArgumentError("state", state, `an object with ${name}`);
  return wholeNumber(`state.${name}`, state[name], least);
}
