/** The options that every kind of picture takes. */
import { InvalidArgumentError, type Schedule } from "@anneal/core";
import { Fields, isArray, isFunction, listOf } from "@anneal/core/arguments";
import { cleanLabel } from "../text/clean.js";
import type { SecondAxis } from "./second-axis.js";

/** The values of a schedule at `start`, `start + stride`, ...: `sample` of the core package, or a faster one. */
export type SampleFunction = (
  schedule: Schedule,
  range: { readonly start: number; readonly count: number; readonly stride: number },
) => Float64Array;

export interface PlotOptions {
  /** The first step that is shown. Default: 0, or the first step of recorded curves that are drawn on their own. */
  readonly from?: number;
  /**
   * The last step that is shown, above `from`. Default: where the last curve comes to rest or ends; where none does, a few
   * periods or a few times the first part, and a note says so. A constant rate or a plain function needs it.
   */
  readonly to?: number;
  /** The same as `to`, in the word of the constructors; either this or `to`. */
  readonly totalSteps?: number;
  /** The distance between two evaluated steps, above 0. Default: 1, every step. */
  readonly stride?: number;
  /** The axis of values. `"log"` has no place for 0 and below; such values leave a gap and a note. Default: `"linear"`. */
  readonly scale?: "linear" | "log";
  /** Shown above the picture. Default: none. */
  readonly title?: string;
  /** What the steps count. Default: `"step"`. */
  readonly xLabel?: string;
  /** What the values are. Default: `"learning rate"`. */
  readonly yLabel?: string;
  /**
   * The moments that are marked. `true`: the end of the warm-up, the joins and the restarts of every schedule; `false`:
   * none; a list: these. Default: true.
   */
  readonly markers?: boolean | readonly PlotMarker[];
  /** Other values beside the first ones, such as the momentum, with an axis of their own on the right. Default: none. */
  readonly second?: SecondAxis;
  /** What evaluates schedules. Default: `sample` of the core package; that of the wasm package is many times faster. */
  readonly sample?: SampleFunction;
}

/** A moment that is marked as `<label> at <step>`. */
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

/** Opens the options of the function called `name`, which takes `more` than every picture does. */
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

/** The field `markers`; null where the schedules are asked for theirs. */
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
