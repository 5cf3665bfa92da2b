/** The content of a plot, before it is rendered: curves, axes, markers and notes. */
import { sample } from "@anneal/core";
import { type HorizontalAxis, stepsAxis } from "../axes/horizontal-axis.js";
import { type Scale, valueScale } from "../axes/scale.js";
import { Pace } from "../curves/pace.js";
import { type TracedCurve, traceCurve } from "../curves/trace.js";
import { type Curve, readItems } from "../input/items.js";
import { type PlotFields, readMarkers, readSample } from "../input/options.js";
import { type Range, readRange } from "../input/range.js";
import { readSecond } from "../input/second-axis.js";
import { cleanText } from "../text/clean.js";
import { formatStep } from "../text/numbers.js";
import { landmarks } from "../tree/landmarks.js";
import { groupMarkers, type Markers } from "./markers.js";

/** An axis of values and its curves. */
export interface Panel {
  /** The label of the axis; empty if there is none. */
  readonly label: string;
  readonly curves: readonly FigureCurve[];
  /** The bands, which are drawn behind the curves. */
  readonly bands: readonly Band[];
  /** The axis, with about `count` ticks. */
  scale(count: number): Scale;
}

export interface FigureCurve extends TracedCurve {
  /** Whether it is drawn thin and pale, behind the others. */
  readonly isFaint: boolean;
  /** The curve whose color and pattern it shares. Default: its own. */
  readonly ink?: number;
}

/** The area between two curves. */
export interface Band {
  /** The curve whose color it shares. */
  readonly ink: number;
  readonly points: readonly { readonly step: number; readonly low: number; readonly high: number }[];
}

/** A point on a curve that is drawn as a dot. */
export interface Dot {
  readonly step: number;
  readonly value: number;
}

export interface Figure {
  /** The title; empty if there is none. */
  readonly title: string;
  readonly xLabel: string;
  readonly axis: HorizontalAxis;
  /** The curves of the axis on the left. */
  readonly left: Panel;
  /** The curves of the axis on the right, if there is one. */
  readonly right: Panel | null;
  /** Dots of the left axis. */
  readonly dots: readonly Dot[];
  readonly markers: Markers;
  /** Notes about values that can't be drawn. */
  readonly notes: readonly string[];
}

/** All curves, in the order of their colors. */
export function curvesOf({ left, right }: Figure): readonly FigureCurve[] {
  return right === null ? left.curves : [...left.curves, ...right.curves];
}

/**
 * Reads and evaluates the items.
 * @param columns The largest number of columns of the plot.
 * @throws InvalidArgumentError for input that can't be drawn.
 */
export function readFigure(items: unknown, given: PlotFields, columns: number): Figure {
  const yLabel = given.read("yLabel", cleanText, "learning rate");
  const second = readSecond(given);
  // With a second axis, every curve needs a name.
  const curves = readItems(items, "items", second === null ? null : yLabel || "values");
  const others = second?.read(curves.length) ?? [];
  const range = readRange(given, [...curves, ...others]);
  const axis = stepsAxis(range);
  const scale = given.choice("scale", ["linear", "log"], "linear");
  const markers = readMarkers(given) ?? curves.flatMap((curve) => marksOf(curve, range));
  const evaluated = [...curves, ...others].filter((curve) => !("steps" in curve)).length;
  const pace = new Pace(evaluated * range.count, range.stride);
  const options = { range, columns, sample: readSample(given, sample), pace };
  const trace = (each: readonly Curve[], kind: Scale["kind"]) =>
    each.map((curve) => ({ ...traceCurve(curve, { ...options, scale: kind }), isFaint: false }));
  const left = panelOf(yLabel, trace(curves, scale), scale);
  const right = second === null ? null : panelOf(second.yLabel, trace(others, second.scale), second.scale);
  return {
    title: given.read("title", cleanText, ""),
    xLabel: given.read("xLabel", cleanText, "step"),
    axis,
    left,
    right,
    dots: [],
    markers: groupMarkers(markers, axis),
    notes: [...endNote(range), ...notesOf([...left.curves, ...(right?.curves ?? [])])],
  };
}

/** Curves with an axis that shows all of them. */
export function panelOf(
  label: string,
  curves: readonly FigureCurve[],
  scale: Scale["kind"],
  bands: readonly Band[] = [],
): Panel {
  const between = bands.flatMap(({ points }) => points);
  const lowest = between.reduce(
    (least, { low }) => Math.min(least, low),
    Math.min(...curves.map(({ trace }) => trace.lowest.value)),
  );
  const highest = between.reduce(
    (most, { high }) => Math.max(most, high),
    Math.max(...curves.map(({ trace }) => trace.highest.value)),
  );
  return { label, curves, bands, scale: (count) => valueScale(scale, lowest, highest, count) };
}

/** Notes about values that can't be drawn. */
export function notesOf(curves: readonly TracedCurve[]): string[] {
  const notPositive = curves.reduce((sum, curve) => sum + curve.notPositive, 0);
  const notFinite = curves.reduce((sum, curve) => sum + curve.notFinite, 0);
  const notes: string[] = [];
  if (notPositive > 0) notes.push(`${values(notPositive)} not shown: 0 or below, on a log scale`);
  if (notFinite > 0) notes.push(`${values(notFinite)} not shown: not finite or too large`);
  return notes;
}

/** A note if the plot ends before the schedule does. */
function endNote({ to, isCutOff }: Range): string[] {
  return isCutOff ? [`shown up to step ${formatStep(to)}: the schedule has no end`] : [];
}

function marksOf(curve: Curve, { from, to }: { readonly from: number; readonly to: number }) {
  return "schedule" in curve ? landmarks(curve.schedule.node, from, to) : [];
}

function values(count: number): string {
  return count === 1 ? "1 value" : `${formatStep(count)} values`;
}
