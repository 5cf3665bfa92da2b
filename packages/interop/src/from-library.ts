/** Creates schedules from a library's name, a schedule's own name and its own arguments. */
import { InvalidArgumentError, type Schedule } from "@anneal/core";
import { Fields } from "@anneal/core/arguments";
import { findLibrary, type LibraryName, libraries } from "./libraries.js";
import type { LoweringOptions } from "./lowering/definition.js";
import { type LibraryGroup, type Lowered, lowerSchedule, ratesOf } from "./lowering/lower.js";
import { findMetricDefinition } from "./metrics/definitions.js";

/** The arguments of a schedule of another library, and its context. */
export interface LibraryCall extends LoweringOptions {
  /**
   * The library's own argument names with its own defaults; null is Python's `None`. A schedule inside another one is
   * `{ name, args }`. Default: none.
   */
  readonly args?: object | undefined;
  /**
   * The rate in the optimizer, or a list with one rate per parameter group. Optax, braintools, Keras, Megatron-LM,
   * fairseq, nanoGPT and tensor2tensor have the rate among the arguments and take no `baseLr`.
   */
  readonly baseLr?: number | readonly number[] | undefined;
}

type CallWith<BaseLr> = LibraryCall & { readonly baseLr?: BaseLr };

/**
 * A library's schedule by its own name, from the library's own arguments.
 *
 * The numbers are the library's, including its bugs, unless `quirks` is `"avoid"`. The step is the library's own index:
 * the number of updates done for PyTorch and transformers, the count argument for Optax, Keras, timm and fairseq,
 * `last_batch_iteration` for DeepSpeed (-1 before the first step), `num_steps` for Megatron-LM.
 *
 * @param library One of `libraryNames`, or `"pytorch"`, `"hf"` or `"huggingface"`.
 * @param name The library's own name: `"CosineAnnealingLR"`, `"cosine_with_min_lr"`.
 * @param call The library's arguments (`args`), the optimizer's rate (`baseLr`) and options.
 * @returns A schedule, or a list with one per parameter group if `baseLr` or a per-group argument is a list.
 * @throws InvalidArgumentError for an unknown library, name, argument or option, and for arguments that the library
 * rejects.
 */
export function fromLibrary(
  library: LibraryName,
  name: string,
  call: LibraryCall & { readonly baseLr: readonly number[] },
): readonly Schedule[];
export function fromLibrary(
  library: "braintools",
  name: string,
  call?: CallWith<undefined>,
): Schedule | readonly Schedule[];
export function fromLibrary(
  library: LibraryName,
  name: string,
  call?: CallWith<number | undefined>,
): Schedule;
export function fromLibrary(
  library: LibraryName,
  name: string,
  call?: LibraryCall,
): Schedule | readonly Schedule[] {
  return ratesOf(lowerAny("fromLibrary", library, name, call));
}

/**
 * Everything that a scheduler changes, for each parameter group: the rate, momentum (OneCycleLR, CyclicLR, DeepSpeed's
 * OneCycle) and weight decay (Megatron-LM). Arguments and errors are those of `fromLibrary`.
 */
export function groupsFromLibrary(
  library: LibraryName,
  name: string,
  call?: LibraryCall,
): readonly LibraryGroup[] {
  return lowerAny("groupsFromLibrary", library, name, call).groups;
}

const NAMES = [
  "args",
  "baseLr",
  "quirks",
  "steps",
  "defaultLr",
  "lrScale",
  "hasMomentum",
  "unit",
  "run",
] as const;

function lowerAny(caller: string, library: LibraryName, name: string, call: LibraryCall = {}): Lowered {
  const found = findLibrary(library);
  if (findMetricDefinition(found, name) !== undefined) {
    const expected = "a schedule of the step; this one follows a metric, use metricFromLibrary";
    throw new InvalidArgumentError("name", name, expected);
  }
  const fields = new Fields(caller, "call", call, NAMES);
  return lowerSchedule(libraries[found], name, {
    args: (fields.get("args") ?? {}) as object,
    baseLr: fields.get("baseLr") as LibraryCall["baseLr"],
    options: fields.pick([
      "quirks",
      "steps",
      "defaultLr",
      "lrScale",
      "hasMomentum",
      "unit",
      "run",
    ]) as LoweringOptions,
  });
}

/** The schedule names of a library for `fromLibrary`, in no particular order. */
export function scheduleNames(library: LibraryName): readonly string[] {
  return Object.keys(libraries[findLibrary(library)].definitions);
}
