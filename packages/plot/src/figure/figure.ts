/** What a picture shows, before it is a picture: curves, axes, markers and notes. */
import { sample } from "@anneal/core";
import { type Scale, valueScale } from "../axes/scale.js";
import { type TracedCurve, traceCurve } from "../curves/trace.js";
import { readItems } from "../input/items.js";
import { type PlotFields, readMarkers, readSample } from "../input/options.js";
import { type Range, readRange } from "../input/range.js";
import { cleanText } from "../text/clean.js";
import { formatStep } from "../text/numbers.js";
import { groupMarkers, type MarkerGroup } from "./markers.js";

export interface Figure {
  /** Empty where there is none. */
  readonly title: string;
  readonly xLabel: string;
  readonly yLabel: string;
  readonly range: Range;
  readonly curves: readonly TracedCurve[];
  readonly markers: readonly MarkerGroup[];
  /** What a reader has to know about values that could not be drawn. */
  readonly notes: readonly string[];
  /** The axis of values, with about `count` ticks. */
  valueScale(count: number): Scale;
}

/**
 * Reads what is to be drawn and evaluates it.
 * @param columns How many columns the picture has at most.
 * @throws InvalidArgumentError for everything that can't be drawn.
 */
export function readFigure(items: unknown, given: PlotFields, columns: number): Figure {
  const curves = readItems(items);
  const range = readRange(given, curves);
  const scale = given.choice("scale", ["linear", "log"], "linear");
  const markers = readMarkers(given);
  const labels = {
    title: given.read("title", cleanText, ""),
    xLabel: given.read("xLabel", cleanText, "step"),
    yLabel: given.read("yLabel", cleanText, "learning rate"),
  };
  const options = { range, scale, columns, sample: readSample(given, sample) };
  const traced = curves.map((curve) => traceCurve(curve, options));
  const lowest = Math.min(...traced.map(({ trace }) => trace.lowest.value));
  const highest = Math.max(...traced.map(({ trace }) => trace.highest.value));
  return {
    ...labels,
    range,
    curves: traced,
    markers: groupMarkers(markers, curves, range),
    notes: notesOf(traced),
    valueScale: (count) => valueScale(scale, lowest, highest, count),
  };
}

function notesOf(curves: readonly TracedCurve[]): string[] {
  const notPositive = curves.reduce((sum, curve) => sum + curve.notPositive, 0);
  const notFinite = curves.reduce((sum, curve) => sum + curve.notFinite, 0);
  const notes: string[] = [];
  if (notPositive > 0) notes.push(`${values(notPositive)} left out: not above 0`);
  if (notFinite > 0) notes.push(`${values(notFinite)} left out: not finite or too large`);
  return notes;
}

function values(count: number): string {
  return count === 1 ? "1 value" : `${formatStep(count)} values`;
}
