/** The figure of a range test: the loss over the rate on a logarithmic axis, with its suggestions. */
import { InvalidArgumentError, sample } from "@anneal/core";
import type { Fields } from "@anneal/core/arguments";
import { ratesAxis } from "../axes/horizontal-axis.js";
import { Pace } from "../curves/pace.js";
import { traceCurve } from "../curves/trace.js";
import { type Figure, type FigureCurve, panelOf } from "../figure/figure.js";
import { groupMarkers } from "../figure/markers.js";
import { cleanText } from "../text/clean.js";
import { readFinderCurve } from "./read.js";
import { clip, type Point, valueAt, viewOf } from "./view.js";

export interface FinderPlotOptions {
  /** The title above the plot. Default: none. */
  readonly title?: string;
  /** The label of the rate axis. Default: `"learning rate"`. */
  readonly xLabel?: string;
  /** The label of the loss axis. Default: `"loss"`. */
  readonly yLabel?: string;
  /** The axis of losses. Default: `"linear"`. */
  readonly scale?: "linear" | "log";
}

export const FINDER_OPTION_NAMES = ["title", "xLabel", "yLabel", "scale"] as const;

/** Reads the input. */
export function readFinderFigure(
  result: unknown,
  given: Fields<(typeof FINDER_OPTION_NAMES)[number]>,
  columns: number,
): Figure {
  const { rates, losses, smoothed, suggestions } = readFinderCurve(result);
  const axis = ratesAxis(rates[0] ?? Number.NaN, rates.at(-1) ?? Number.NaN);
  const scale = given.choice("scale", ["linear", "log"], "linear");
  if (!smoothed.some((loss) => (scale === "log" ? loss > 0 : true) && Number.isFinite(loss))) {
    const expected = `at least one finite loss${scale === "log" ? " above 0, because the scale is log" : ""}`;
    throw new InvalidArgumentError("result.smoothed", "none that can be drawn", expected);
  }
  const view = viewOf(smoothed, losses);
  const along = (values: readonly number[]): Point[] =>
    values.map((value, i) => ({ at: Math.log10(rates[i] ?? Number.NaN), value }));
  const curve = clip(along(smoothed), view);
  const raw = clip(along(losses), view);
  const range = { from: axis.from, to: axis.to, stride: 1, count: 0 };
  const pace = new Pace(0, 1);
  const trace = (label: string, points: readonly Point[], isFaint: boolean): FigureCurve => {
    const recorded = {
      path: "result",
      label,
      steps: points.map(({ at }) => at),
      values: points.map(({ value }) => value),
    };
    return { ...traceCurve(recorded, { range, sample, scale, columns, pace }), isFaint };
  };
  const isSmoothed = smoothed.some((loss, i) => loss !== losses[i] && Number.isFinite(loss));
  const curves = [
    trace(isSmoothed ? "smoothed" : "loss", curve.points, false),
    ...(isSmoothed && raw.points.some(({ value }) => Number.isFinite(value))
      ? [trace("as recorded", raw.points, true)]
      : []),
  ];
  const marks = suggestions.map(({ name, rate }) => ({ label: name, step: Math.log10(rate) }));
  return {
    title: given.read("title", cleanText, ""),
    xLabel: given.read("xLabel", cleanText, "learning rate"),
    axis,
    left: panelOf(given.read("yLabel", cleanText, "loss"), curves, scale),
    right: null,
    dots: marks.flatMap(({ step }) => {
      const value = valueAt(curve.points, step);
      return value === null || (scale === "log" && value <= 0) ? [] : [{ step, value }];
    }),
    markers: groupMarkers(marks, axis),
    notes: noteHidden(Math.max(curve.hidden, raw.hidden), view.high),
  };
}

function noteHidden(count: number, high: number): string[] {
  if (count === 0) return [];
  const what = count === 1 ? "1 loss" : `${count} losses`;
  return [`${what} above ${Number(high.toPrecision(3))} not shown`];
}
