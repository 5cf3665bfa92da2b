/** Creates rates that follow a metric, from a library's name and arguments. */
import { describe, InvalidArgumentError } from "@anneal/core";
import { Fields, finiteNumber, isArray, isRecord, numberList, wholeNumber } from "@anneal/core/arguments";
import { findLibrary, type LibraryName, libraries } from "../libraries.js";
import type { Library } from "../library-profiles.js";
import { findMetricDefinition, type MetricDefinition, metricDefinitions } from "./definitions.js";
import { type MetricRule, readState, type SavedState, type State, saveState } from "./rule.js";

export interface MetricOptions {
  /**
   * `"reproduce"`: the library's behavior. `"avoid"`: a relative threshold is a share of the size of the best metric,
   * NaN and infinities are never better, and the other fixes listed in the README. Default: `"reproduce"`.
   */
  readonly quirks?: "reproduce" | "avoid";
  /** The precision of the computation. Default: float32 for Optax, braintools and Keras, float64 for others. */
  readonly precision?: "float32" | "float64";
  /** timm: the `lr_scale` of each group. Default: 1. */
  readonly lrScale?: number | readonly number[];
}

/** The arguments of a metric-driven scheduler of another library, and its context. */
export interface MetricCall extends MetricOptions {
  /** The library's own argument names with its own defaults; null is Python's `None`. Default: none. */
  readonly args?: object | undefined;
  /**
   * The rate in the optimizer, or a list with one rate per parameter group (Keras: per optimizer). Optax, whose rate is
   * a scale of the updates that starts at 1, and braintools and fairseq, which have the rates among the arguments, take
   * none.
   */
  readonly baseLr?: number | readonly number[] | null | undefined;
}

/** Everything that a `MetricRate` needs to continue, as plain JSON. */
export interface MetricRateState {
  readonly format: "anneal/metric-rate";
  readonly version: 1;
  readonly library: Library;
  readonly name: string;
  readonly args: object;
  readonly baseLr: number | readonly number[] | null;
  readonly options: MetricOptions;
  /** The index of the last metric, or the last step passed to `advance`. */
  readonly step: number;
  /** The library's own state, under its own names; NaN and the infinities are strings. */
  readonly state: SavedState;
}

type Source = Pick<MetricRateState, "library" | "name" | "args" | "baseLr" | "options">;

const OPTIONS = ["quirks", "precision", "lrScale"] as const;
const FORMAT = "anneal/metric-rate";
const VERSION = 1;

/** The scheduler names of a library for `metricFromLibrary`. */
export function metricNames(library: LibraryName): readonly string[] {
  return Object.keys(metricDefinitions[findLibrary(library)] ?? {});
}

/**
 * The rate of a library's metric-driven scheduler, from the library's own arguments, metric by metric.
 *
 * @param library `"torch"`, `"transformers"`, `"optax"`, `"braintools"`, `"keras"`, `"timm"` or `"fairseq"`.
 * @param name The library's own name: `"ReduceLROnPlateau"`, `"greedy"`; `metricNames` lists them.
 * @param call The library's arguments (`args`), the optimizer's rate (`baseLr`) and options.
 * @throws InvalidArgumentError for an unknown library, name, argument or option, and for arguments that the library
 * rejects.
 */
export function metricFromLibrary(library: LibraryName, name: string, call: MetricCall = {}): MetricRate {
  const found = findLibrary(library);
  const { title } = libraries[found];
  const definition = findMetricDefinition(found, name);
  if (definition === undefined) {
    const known = metricNames(found);
    const expected =
      known.length === 0
        ? `of another library: ${title} has no scheduler that follows a metric`
        : `one that follows a metric: ${known.join(", ")}; use fromLibrary for the others`;
    throw new InvalidArgumentError("name", name, expected);
  }
  const fields = new Fields("metricFromLibrary", "call", call, ["args", "baseLr", ...OPTIONS]);
  const { args = {}, baseLr } = fields.pick(["args", "baseLr"]) as Pick<MetricCall, "args" | "baseLr">;
  if (!isRecord(args)) throw new InvalidArgumentError("args", args, "an object");
  const options = fields.pick(OPTIONS) as MetricOptions;
  const baseLrs = readBaseLrs(title, definition, baseLr);
  const settings = readOptions(definition, options, baseLrs.length);
  const rule = definition.rule(`${title}'s ${name}`, args, { ...settings, baseLrs });
  // Copied, so that later changes to the caller's objects do not affect the state.
  return new MetricRate(rule, plainCopy({ library: found, name, args, baseLr: baseLr ?? null, options }));
}

function readBaseLrs(title: string, { takesBase }: MetricDefinition, baseLr: unknown): readonly number[] {
  if (!takesBase) {
    if (baseLr === undefined || baseLr === null) return [];
    const expected = `absent, because ${title} takes no rate from an optimizer`;
    throw new InvalidArgumentError("baseLr", baseLr, expected);
  }
  if (!isArray(baseLr)) return [finiteNumber("baseLr", baseLr)];
  if (baseLr.length === 0) {
    throw new InvalidArgumentError("baseLr", baseLr, "a rate or a list of at least one");
  }
  return numberList("baseLr", baseLr);
}

function readOptions({ float32 }: MetricDefinition, given: unknown, groups: number) {
  const fields = new Fields("metricFromLibrary", "options", given, OPTIONS);
  const precision = fields.choice("precision", ["float32", "float64"], float32 ? "float32" : "float64");
  if (precision === "float32" && !float32) {
    throw new InvalidArgumentError("precision", precision, "float64, in which the library computes");
  }
  const scale = fields.get("lrScale");
  const lrScales = isArray(scale)
    ? fields.counted("lrScale", fields.read("lrScale", numberList), groups, "one for each group")
    : Array.from({ length: groups }, () => fields.finite("lrScale", 1));
  return {
    sane: fields.choice("quirks", ["reproduce", "avoid"], "reproduce") === "avoid",
    round: precision === "float32" ? Math.fround : (value: number) => value,
    lrScales,
  };
}

/** A rate that follows a metric by the rule of a library. Created by `metricFromLibrary`. */
export class MetricRate {
  readonly #rule: MetricRule;
  readonly #source: Source;
  #state: State;
  #step: number;

  /** @internal */
  constructor(rule: MetricRule, source: Source) {
    if (!isRecord(rule) || !isRecord(rule.initial)) {
      throw new InvalidArgumentError("rule", rule, "made by metricFromLibrary");
    }
    this.#rule = rule;
    this.#source = source;
    this.#state = rule.initial;
    this.#step = typeof rule.initial.last_epoch === "number" ? rule.initial.last_epoch : 0;
  }

  /** The rate of the first group. Optax: the scale of the updates. */
  get lr(): number {
    return this.lrs[0] as number;
  }

  /** The rate of each parameter group. */
  get lrs(): readonly number[] {
    return [...this.#rule.rates(this.#state)];
  }

  /**
   * Adds a metric, like the library's `step(metric)`.
   *
   * @param metric Any number; NaN and infinities are handled as in the library.
   * @param step The library's own index, which only timm uses (its epochs). Default: one more than the last.
   * @returns The rate of each group.
   * @throws InvalidArgumentError for a metric that is not a number, or a step that is not whole.
   */
  step(metric: number, step: number = this.#step + 1): readonly number[] {
    if (typeof metric !== "number") throw new InvalidArgumentError("metric", metric, "a number");
    const at = wholeNumber("step", step);
    this.#state = this.#rule.next(this.#state, metric, at);
    this.#step = at;
    return this.lrs;
  }

  /**
   * Advances without a metric: like `step_update(step)` of fairseq, which counts updates, and `step(step)` of timm,
   * which counts epochs. Both use it for the warm-up. Others ignore it.
   *
   * @returns The rate of each group.
   */
  advance(step: number): readonly number[] {
    const at = wholeNumber("step", step);
    this.#state = this.#rule.advance?.(this.#state, at) ?? this.#state;
    if (this.#rule.sharesClock) this.#step = at;
    return this.lrs;
  }

  /** Everything needed to continue later, as plain JSON with the arguments. */
  stateDict(): MetricRateState {
    const { library, name, args, baseLr, options } = plainCopy(this.#source);
    const state = saveState(this.#state);
    return {
      format: FORMAT,
      version: VERSION,
      library,
      name,
      args,
      baseLr,
      options,
      step: this.#step,
      state,
    };
  }

  /**
   * Creates a rate that continues from a state. Unlike the saved states of Keras, timm and fairseq, it includes the
   * counters.
   *
   * @param state The result of `stateDict()`, or its JSON text.
   * @throws InvalidArgumentError for another format or version, and for invalid arguments or states.
   */
  static fromStateDict(state: unknown): MetricRate {
    const value = typeof state === "string" ? parse(state) : state;
    const names = [
      "format",
      "version",
      "library",
      "name",
      "args",
      "baseLr",
      "options",
      "step",
      "state",
    ] as const;
    const fields = new Fields("the state of a MetricRate", "state", value, names, "state.");
    fields.choice("format", [FORMAT]);
    if (fields.get("version") !== VERSION) {
      const expected = `${VERSION}, the version that this release of anneal reads`;
      throw new InvalidArgumentError("state.version", fields.get("version"), expected);
    }
    const step = fields.whole("step", Number.MIN_SAFE_INTEGER);
    const base = fields.get("baseLr");
    const { args, options } = fields.pick(["args", "options"]);
    if (!isRecord(args)) throw new InvalidArgumentError("state.args", args, "an object");
    if (options !== undefined && !isRecord(options)) {
      throw new InvalidArgumentError("state.options", options, "an object");
    }
    const rate = metricFromLibrary(fields.get("library") as Library, fields.get("name") as string, {
      ...options,
      args,
      baseLr: base as number | null,
    });
    rate.#state = readState(rate.#rule, "state.state", fields.get("state"));
    rate.#step = step;
    return rate;
  }

  /**
   * Continues from a state of a rate with the same library, name, arguments, base rate and options.
   *
   * @param state The result of `stateDict()`, or its JSON text.
   * @throws InvalidArgumentError for another scheduler, or a state that `fromStateDict` rejects; nothing has changed
   * then.
   */
  loadStateDict(state: unknown): void {
    const saved = MetricRate.fromStateDict(state);
    for (const [name, value] of Object.entries(saved.#source)) {
      const own = this.#source[name as keyof Source];
      if (JSON.stringify(value) === JSON.stringify(own)) continue;
      const expected = `${describe(own)}, as in this rate; MetricRate.fromStateDict continues with the saved one`;
      throw new InvalidArgumentError(`state.${name}`, value, expected);
    }
    this.#state = saved.#state;
    this.#step = saved.#step;
  }
}

/** A copy of plain data after a JSON round trip: typed arrays become lists, and undefined fields are dropped. */
function plainCopy<T>(value: T): T {
  const copy = (held: unknown): unknown => {
    if (typeof held !== "object" || held === null) return held;
    if (Array.isArray(held) || ArrayBuffer.isView(held)) return Array.from(held as readonly unknown[], copy);
    const given = Object.entries(held).filter(([, field]) => field !== undefined);
    return Object.fromEntries(given.map(([name, field]) => [name, copy(field)]));
  };
  return copy(value) as T;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new InvalidArgumentError("state", text, `JSON text (${reason})`);
  }
}
