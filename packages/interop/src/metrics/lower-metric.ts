/** From a library's name and arguments to a rate that follows a metric: the one door to all libraries. */
import { InvalidArgumentError } from "@anneal/core";
import { choice, Fields, finiteNumber, isRecord, numberList, wholeNumber } from "@anneal/core/internal";
import { type Library, libraries, libraryNames } from "../libraries.js";
import { findMetricDefinition, type MetricDefinition, metricDefinitions } from "./definitions.js";
import { type MetricRule, readState, type SavedState, type State, saveState } from "./rule.js";

export interface MetricOptions {
  /**
   * `"reproduce"`: what the library does. `"avoid"`: a relative threshold is a share of the size of the best metric, NaN
   * and the infinities are never better, and what the README lists besides. Default: `"reproduce"`.
   */
  readonly quirks?: "reproduce" | "avoid";
  /** The precision that the library computes in. Default: float32 for Optax, braintools and Keras, float64 for others. */
  readonly precision?: "float32" | "float64";
  /** timm: the `lr_scale` of each group. Default: 1. */
  readonly lrScale?: number | readonly number[];
}

/** All that a `MetricRate` needs to go on as if it had never stopped: plain JSON. */
export interface MetricRecord {
  readonly format: "anneal/metric-rate";
  readonly version: 1;
  readonly library: Library;
  readonly name: string;
  readonly args: object;
  readonly baseLr: number | readonly number[] | null;
  readonly options: MetricOptions;
  /** The index of the last metric, or the step that the library was told of last. */
  readonly step: number;
  /** The library's own state, under its own names; NaN and the infinities are strings. */
  readonly state: SavedState;
}

type Source = Pick<MetricRecord, "library" | "name" | "args" | "baseLr" | "options">;

const FORMAT = "anneal/metric-rate";
const VERSION = 1;

/** The names that `lowerMetric` knows of a library. */
export function metricNames(library: Library): readonly string[] {
  return Object.keys(metricDefinitions[choice("library", library, libraryNames)] ?? {});
}

/**
 * The rate that a library's metric-driven scheduler gives, for the library's own arguments, metric by metric.
 *
 * @param library `"torch"`, `"transformers"`, `"optax"`, `"braintools"`, `"keras"`, `"timm"` or `"fairseq"`.
 * @param name The library's own name: `"ReduceLROnPlateau"`, `"greedy"`; `metricNames` lists them.
 * @param args The library's own argument names with its own defaults; null is Python's `None`.
 * @param baseLr The rate in the optimizer, or a list with that of each parameter group (Keras: of each optimizer). Left
 * out for Optax, whose rate is a scale of the updates that starts at 1, and for braintools and fairseq, which have the
 * rates among the arguments.
 * @throws InvalidArgumentError for an unknown library, name or argument, and for what the library itself refuses.
 */
export function lowerMetric(
  library: Library,
  name: string,
  args: object,
  baseLr?: number | readonly number[],
  options: MetricOptions = {},
): MetricRate {
  const { title } = libraries[choice("library", library, libraryNames)];
  const definition = findMetricDefinition(library, name);
  if (definition === undefined) {
    const known = metricNames(library);
    const expected =
      known.length === 0
        ? `of another library: ${title} has no scheduler that follows a metric`
        : `one that follows a metric: ${known.join(", ")}; lower takes the others`;
    throw new InvalidArgumentError("name", name, expected);
  }
  if (!isRecord(args)) throw new InvalidArgumentError("args", args, "an object");
  const baseLrs = readBaseLrs(title, definition, baseLr);
  const settings = readOptions(definition, options, baseLrs.length);
  const rule = definition.rule(`${title}'s ${name}`, args, { ...settings, baseLrs });
  // Copies: what the caller does to his own afterwards is not in the record.
  return new MetricRate(rule, plainCopy({ library, name, args, baseLr: baseLr ?? null, options }));
}

function readBaseLrs(title: string, { takesBase }: MetricDefinition, baseLr: unknown): readonly number[] {
  if (!takesBase) {
    if (baseLr === undefined || baseLr === null) return [];
    const expected = `left out: ${title} takes no rate from an optimizer here`;
    throw new InvalidArgumentError("baseLr", baseLr, expected);
  }
  if (!Array.isArray(baseLr)) return [finiteNumber("baseLr", baseLr)];
  if (baseLr.length === 0) {
    throw new InvalidArgumentError("baseLr", baseLr, "a rate or a list of at least one");
  }
  return numberList("baseLr", baseLr);
}

function readOptions({ float32 }: MetricDefinition, given: unknown, groups: number) {
  const names = ["quirks", "precision", "lrScale"] as const;
  const fields = new Fields("lowerMetric", "options", given, names, "options.");
  const precision = fields.choice("precision", ["float32", "float64"], float32 ? "float32" : "float64");
  if (precision === "float32" && !float32) {
    throw new InvalidArgumentError("options.precision", precision, "float64, in which the library computes");
  }
  const scale = fields.get("lrScale");
  const lrScales = Array.isArray(scale)
    ? fields.counted("lrScale", fields.read("lrScale", numberList), groups, "one for each group")
    : Array.from({ length: groups }, () => fields.finite("lrScale", 1));
  return {
    sane: fields.choice("quirks", ["reproduce", "avoid"], "reproduce") === "avoid",
    round: precision === "float32" ? Math.fround : (value: number) => value,
    lrScales,
  };
}

/** A rate that follows a metric by the rule of a library. `lowerMetric` makes it. */
export class MetricRate {
  readonly #rule: MetricRule;
  readonly #source: Source;
  #state: State;
  #step: number;

  /** @internal */
  constructor(rule: MetricRule, source: Source) {
    if (!isRecord(rule) || !isRecord(rule.initial)) {
      throw new InvalidArgumentError("rule", rule, "made by lowerMetric");
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
   * Takes a metric, as the library's `step(metric)` does.
   *
   * @param metric Any number: what becomes of NaN and the infinities is the library's decision.
   * @param step The library's own index, which only timm looks at (its epochs). Default: one more than the last.
   * @returns The rate of each group.
   * @throws InvalidArgumentError for a metric that is no number, and a step that is not whole.
   */
  observe(metric: number, step: number = this.#step + 1): readonly number[] {
    if (typeof metric !== "number") throw new InvalidArgumentError("metric", metric, "a number");
    const at = wholeNumber("step", step);
    this.#state = this.#rule.next(this.#state, metric, at);
    this.#step = at;
    return this.lrs;
  }

  /**
   * Tells the library of a step without a metric: `step_update(step)` of fairseq, which counts updates, and
   * `step(step)` of timm, which counts epochs. Both warm up by it. The others do nothing.
   *
   * @returns The rate of each group.
   */
  advance(step: number): readonly number[] {
    const at = wholeNumber("step", step);
    this.#state = this.#rule.advance?.(this.#state, at) ?? this.#state;
    if (this.#rule.sharesClock) this.#step = at;
    return this.lrs;
  }

  /** All that is needed to go on later: plain JSON, with the arguments. */
  record(): MetricRecord {
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
   * Goes on from a record as if there had been no break, which the saved states of Keras, timm and fairseq don't do: they
   * leave out the counters.
   *
   * @param record What `record()` gave, or the JSON text of it.
   * @throws InvalidArgumentError for another format or version, and for anything that `lowerMetric` or a state refuses.
   */
  static fromRecord(record: unknown): MetricRate {
    const value = typeof record === "string" ? parse(record) : record;
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
    const fields = new Fields("the record of a MetricRate", "record", value, names, "record.");
    fields.choice("format", [FORMAT]);
    if (fields.get("version") !== VERSION) {
      const expected = `${VERSION}, the version that this release of anneal reads`;
      throw new InvalidArgumentError("record.version", fields.get("version"), expected);
    }
    const step = fields.whole("step", Number.MIN_SAFE_INTEGER);
    const base = fields.get("baseLr");
    const rate = lowerMetric(
      fields.get("library") as Library,
      fields.get("name") as string,
      fields.get("args") as object,
      base === null ? undefined : (base as number),
      fields.read("options", (_, held) => held as MetricOptions),
    );
    rate.#state = readState(rate.#rule, "record.state", fields.get("state"));
    rate.#step = step;
    return rate;
  }
}

/** A copy of plain data, as JSON would give it back: typed arrays are lists, and what is undefined is left out. */
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
    throw new InvalidArgumentError("record", text, `JSON text (${reason})`);
  }
}
