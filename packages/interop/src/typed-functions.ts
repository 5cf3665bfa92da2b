/** Typed functions over the libraries' definitions: argument names in camelCase, with types and required arguments. */
import { InvalidArgumentError, type Schedule } from "@anneal/core";
import { fieldsOf, isArray, isRecord, renamed, unknownOption } from "@anneal/core/arguments";
import { type Library, libraryProfiles } from "./library-profiles.js";
import type { Definition, Definitions, LoweringOptions } from "./lowering/definition.js";
import { lowerSchedule, ratesOf } from "./lowering/lower.js";
import type { WARMUP_COSINE } from "./optax/warm-up.js";

type JoinWords<Words extends string> = Words extends `${infer First}_${infer Rest}`
  ? `${First}${Capitalize<JoinWords<Rest>>}`
  : Words;

/** `T_max` is `tMax`, `warmup_num_steps` is `warmupNumSteps`. */
export type CamelCase<Name extends string> = JoinWords<Lowercase<Name>>;

type StepFunction = (step: number) => number;
type OneOrEach<T> = T | readonly T[];

/** A schedule inside another one's options, by the library's own name and argument names. */
export interface NestedSchedule {
  readonly name: string;
  readonly args?: object;
}

/** The options of a `warmupCosineDecaySchedule`. */
type CosineOptions = Options<
  (typeof WARMUP_COSINE)[number],
  "init_value" | "peak_value" | "warmup_steps" | "decay_steps",
  object
>;

/** The types of arguments that are not numbers. */
export interface ArgumentTypes {
  lr_lambda: OneOrEach<StepFunction>;
  scale_fn: StepFunction;
  scale_mode: "cycle" | "iterations";
  mode: "triangular" | "triangular2" | "exp_range";
  anneal_strategy: "cos" | "linear";
  three_phase: boolean;
  cycle_momentum: boolean;
  max_lr: OneOrEach<number>;
  swa_lr: OneOrEach<number>;
  base_momentum: OneOrEach<number>;
  max_momentum: OneOrEach<number>;
  milestones: readonly number[];
  decay_t: OneOrEach<number>;
  boundaries: readonly number[];
  values: readonly number[];
  schedulers: readonly NestedSchedule[];
  schedules: readonly (NestedSchedule | Schedule)[];
  boundaries_and_scales: Readonly<Record<number, number>>;
  interpolate_type: "linear" | "cosine";
  staircase: boolean;
  cycle: boolean;
  cosine_kwargs: readonly CosineOptions[];
  warmup_prefix: boolean;
  lr_range_test_staircase: boolean;
  warmup_type: "log" | "linear";
  lr_decay_style: "constant" | "linear" | "cosine" | "inverse-square-root" | "WSD";
  lr_wsd_decay_style: "linear" | "cosine" | "exponential" | "minus_sqrt";
  wd_incr_style: "constant" | "linear" | "cosine";
  use_checkpoint_opt_param_scheduler: boolean;
  override_opt_param_scheduler: boolean;
  decay_type: "linear" | "sqrt" | "cosine";
  decay_lr: boolean;
  phase_ratio: readonly [number, number, number];
  shrink_min: boolean;
  lr: OneOrEach<number>;
  epoch2lr: Readonly<Record<string, number>>;
  update2lr: Readonly<Record<string, number>>;
}

type ValueOf<Name extends string, Types> = Name extends keyof Types ? Types[Name] : number;

/** Arguments that are redundant here: the state of a run, or the name of the schedule. */
type Meaningless =
  | "last_epoch"
  | "last_batch_iteration"
  | "optimizer"
  | "name"
  | "initialize"
  | "t_in_epochs"
  | "noise_range_t"
  | "noise_pct"
  | "noise_std"
  | "noise_seed";

/**
 * The options of a function: the library's arguments, those in `Needed` required. `Types` has the types of arguments
 * that are not numbers.
 */
export type Options<Name extends string, Needed extends Name, Types = ArgumentTypes> = {
  readonly [Each in Needed as CamelCase<Each>]: ValueOf<Each, Types>;
} & {
  readonly [Each in Exclude<Name, Needed | Exclude<Meaningless, keyof Types>> as CamelCase<Each>]?: ValueOf<
    Each,
    Types
  >;
};

/** Options that may be omitted if all of them have defaults, and the following parameters. */
export type WithOptions<Given, More extends readonly unknown[]> = object extends Given
  ? [options?: Given, ...more: More]
  : [options: Given, ...more: More];

/** A schedule that starts from the optimizer's rate: one number, or a list with one per parameter group. */
export interface FromOptimizer<Given> {
  (...given: FromOptimizerCall<Given, readonly number[]>): readonly Schedule[];
  (...given: FromOptimizerCall<Given, number>): Schedule;
}

type FromOptimizerCall<Given, Rate> = [
  options: object extends Given ? Given | undefined : Given,
  baseLr: Rate,
  more?: LoweringOptions,
];

/** A schedule whose rates are all among the options. */
export type SelfContained<Given> = (...given: WithOptions<Given, [more?: LoweringOptions]>) => Schedule;

/** The definition of a typed function. */
interface Source<Name extends string> {
  readonly library: Library;
  /** The library's own name of the schedule. */
  readonly name: string;
  readonly definition: Definition<Name>;
  /** The library's other schedules, if the arguments may contain one. */
  readonly others?: Definitions | undefined;
}

function schedulesOf<Name extends string>(
  { library, name, definition, others }: Source<Name>,
  args: object,
  baseLr: number | readonly number[] | undefined,
  options: LoweringOptions = {},
): Schedule | readonly Schedule[] {
  const profile = { ...libraryProfiles[library], definitions: others ?? { [name]: definition } };
  return ratesOf(lowerSchedule(profile, name, { args, baseLr, options }));
}

/** Creates a function for a library that takes the rate from the optimizer. */
export function fromOptimizer<Name extends string, Needed extends Name = never>(
  library: Library,
  name: string,
  definition: Definition<Name>,
  _needed?: readonly Needed[],
  others?: Definitions,
): FromOptimizer<Options<Name, Needed>> {
  function call(options: object | undefined, baseLr: number | readonly number[], more?: LoweringOptions) {
    return withOptions(name, definition.names, options, (args) =>
      schedulesOf({ library, name, definition, others }, args, baseLr, more),
    );
  }
  return call as unknown as FromOptimizer<Options<Name, Needed>>;
}

/** Creates a function for a library that has the rates among the arguments. */
export function selfContained<Name extends string, Needed extends Name = never>(
  library: Library,
  name: string,
  definition: Definition<Name>,
  _needed?: readonly Needed[],
  others?: Definitions,
): SelfContained<Options<Name, Needed>> {
  return (options?: object, more?: LoweringOptions) =>
    withOptions(
      name,
      definition.names,
      options,
      (args) => schedulesOf({ library, name, definition, others }, args, undefined, more) as Schedule,
    );
}

/** Creates a function with an argument that is a list of another function's options. */
export function selfContainedList<Name extends string>(
  library: Library,
  name: string,
  definition: Definition<Name>,
  argument: Name,
  innerNames: readonly string[],
): SelfContained<Options<Name, Name>> {
  return (options?: object, more?: LoweringOptions) =>
    withOptions(name, definition.names, options, (args: Record<string, unknown>) => {
      const given = args[argument];
      const inner = isArray(given)
        ? given.map((each, i) => underLibraryNames(name, innerNames, `${camelCase(argument)}[${i}]`, each))
        : given;
      try {
        const source = { library, name, definition };
        return schedulesOf(source, { ...args, [argument]: inner }, undefined, more) as Schedule;
      } catch (error) {
        if (!(error instanceof InvalidArgumentError)) throw error;
        throw renamed(error, (path) => path.replace(/\.(\w+)$/, (_, last: string) => `.${camelCase(last)}`));
      }
    });
}

/**
 * Calls `use` with the options under the library's names, or none; errors are renamed back to the options.
 *
 * @param owner The owner of the options, for errors about unknown ones.
 */
export function withOptions<T>(
  owner: string,
  names: readonly string[],
  options: unknown,
  use: (args: Record<string, unknown>) => T,
): T {
  const args = underLibraryNames(owner, names, "", options === undefined ? {} : options);
  try {
    return use(args);
  } catch (error) {
    if (!(error instanceof InvalidArgumentError)) throw error;
    throw renamed(error, (path) => {
      const [first = "", rest = ""] = path.match(/^(\w+)(.*)$/s)?.slice(1) ?? [];
      return names.includes(first) ? camelCase(first) + rest : path;
    });
  }
}

/** The options at `path`, under the library's names. */
function underLibraryNames(
  owner: string,
  names: readonly string[],
  path: string,
  options: unknown,
): Record<string, unknown> {
  if (!isRecord(options)) throw new InvalidArgumentError(path || "options", options, "an object");
  const own = new Map(names.map((name) => [camelCase(name), name]));
  const args: Record<string, unknown> = {};
  for (const [key, value] of fieldsOf(options, [...own.keys()])) {
    const name = own.get(key);
    if (name === undefined) {
      const title = owner.includes("_") ? camelCase(owner) : owner;
      throw unknownOption(title, path === "" ? "" : `${path}.`, key, value, [...own.keys()]);
    }
    args[name] = value;
  }
  return args;
}

function camelCase(name: string): string {
  return name.toLowerCase().replace(/_(.)/g, (_, letter: string) => letter.toUpperCase());
}
