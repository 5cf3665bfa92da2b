/** The options of all plots. */
import { InvalidArgumentError, type Schedule } from "@anneal/core";
import { Fields, isArray, isFunction, listOf } from "@anneal/core/arguments";
import { cleanLabel } from "../text/clean.js";
import type { SecondAxis } from "./second-axis.js";

/**
 * Returns the values of a schedule at `start`, `start + stride`, ...: `sample` of the core package, or a faster one.
 */
export type SampleFunction = (
  schedule: Schedule,
  range: { readonly start: number; readonly count: number; readonly stride: number },
) => Float64Array;

export interface PlotOptions {
  /** The first step. Default: 0, or the first step of recorded curves if there are no schedules. */
  readonly from?: number;
  /**
   * The last step, above `from`. Default: where the last curve becomes constant or ends. If none does, a few periods or
   * a multiple of the first part, with a note. A constant rate or a plain function needs it.
   */
  readonly to?: number;
  /** An alias of `to`, as in the constructors; either this or `to`. */
  readonly totalSteps?: number;
  /** The distance between two evaluated steps, above 0. Default: 1, every step. */
  readonly stride?: number;
  /** The scale of the values. On `"log"`, values of 0 and below leave a gap and a note. Default: `"linear"`. */
  readonly scale?: "linear" | "log";
  /** The title above the plot. Default: none. */
  readonly title?: string;
  /** The label of the step axis. Default: `"step"`. */
  readonly xLabel?: string;
  /** The label of the value axis. Default: `"learning rate"`. */
  readonly yLabel?: string;
  /**
   * The marked steps. `true`: the end of the warm-up, the joins and the restarts of every schedule; `false`: none; a
   * list: these. Default: true.
   */
  readonly markers?: boolean | readonly PlotMarker[];
  /** Other values, such as the momentum, on a second axis on the right. Default: none. */
  readonly second?: SecondAxis;
  /**
   * The function that evaluates schedules. Default: `sample` of the core package; that of the wasm package is many
   * times faster.
   */
  readonly sample?: SampleFunction;
}

/** A marker, shown as `<label> at <step>`. */
export interface PlotMarker {
  readonly step: number;
  readonly label: string;
}

export const PLOT_OPTION_NAMES = [
  "from",
  "to",
  "totalSteps",
  "stride",
  "scale",
  "title",
  "xLabel",
  "yLabel",
  "markers",
  "second",
  "sample",
] as const;

export type PlotFields = Fields<(typeof PLOT_OPTION_NAMES)[number]>;

/**
 * Reads the options of the function called `name`, which takes the options `more` in addition to those of all plots.
 */
export function readOptions<More extends string>(
  name: string,
  options: unknown,
  more: readonly More[],
): Fields<(typeof PLOT_OPTION_NAMES)[number] | More> {
  return new Fields(name, "options", options, [...PLOT_OPTION_NAMES, ...more]);
}

/** A width or a height: a whole number from `least` to `most`. */
export function readSize<Name extends string>(
  given: Fields<Name>,
  name: Name,
  { least, most, otherwise }: { readonly least: number; readonly most: number; readonly otherwise: number },
): number {
  const size = given.get(name) ?? otherwise;
  if (!(Number.isSafeInteger(size) && (size as number) >= least && (size as number) <= most)) {
    throw new InvalidArgumentError(name, size, `a whole number from ${least} to ${most}`);
  }
  return size as number;
}

/** The field `markers`; null if the markers are found in the schedules. */
export function readMarkers(given: PlotFields): readonly PlotMarker[] | null {
  const markers = given.get("markers") ?? true;
  if (markers === true) return null;
  if (markers === false) return [];
  if (!isArray(markers)) {
    throw new InvalidArgumentError("markers", markers, "true, false or an array of { step, label }");
  }
  return listOf("markers", markers, "markers", (path, marker) => {
    const fields = new Fields("a marker", path, marker, ["step", "label"], `${path}.`);
    return { step: fields.finite("step"), label: fields.read("label", cleanLabel) };
  });
}

/** The field `sample`, if it is given. */
export function readSample(given: PlotFields, otherwise: SampleFunction): SampleFunction {
  const sample = given.get("sample") ?? otherwise;
  if (!isFunction(sample)) throw new InvalidArgumentError("sample", sample, "a function");
  return sample as SampleFunction;
}
