/** Describes a plot in words, for screen readers. */
import type { HorizontalAxis } from "../axes/horizontal-axis.js";
import type { Scale } from "../axes/scale.js";
import type { TracedCurve } from "../curves/trace.js";
import { formatValue } from "../text/numbers.js";
import { curvesOf, type Figure, type FigureCurve } from "./figure.js";
import { noteHidden } from "./markers.js";

/** The title of a plot without one. */
export function defaultTitle(figure: Figure): string {
  const { label } = figure.left;
  const what = label === "" ? "Values" : label.charAt(0).toUpperCase() + label.slice(1);
  const names = curvesOf(figure).flatMap(({ label }) => (label === null ? [] : [label]));
  return names.length === 0 ? what : `${what}: ${names.join(", ")}`;
}

/** Describes the axes, the course of each curve, and the markers. */
export function summarize(figure: Figure, scale: Scale, rightScale: Scale | null): string {
  const { axis, left, right, markers, notes, xLabel } = figure;
  const onLog = (isLog: boolean) => (isLog ? " on a log scale" : "");
  const first = `${left.label || "values"}${onLog(scale.kind === "log")}`;
  const second =
    right === null ? "" : ` and of ${right.label}${onLog(rightScale?.kind === "log")}, on the right,`;
  const along = `${xLabel || "step"}${onLog(axis.isLog)}`;
  const sentences = [
    `Line chart of ${first}${second} by ${along}, from ${axis.describe(axis.from)} to ${axis.describe(axis.to)}`,
    ...curvesOf(figure).map((curve, _, all) => describeCurve(curve, nameOf(curve, all), axis)),
    ...markers.groups.map(({ words }) => words),
    ...noteHidden(markers.hidden),
    ...notes,
  ];
  return sentences.map((sentence) => `${sentence}.`).join(" ");
}

/** The name of a curve; the measured curve of a run has the name of its prediction. */
function nameOf({ label, ink }: FigureCurve, all: readonly FigureCurve[]): string | null {
  const other = ink === undefined ? undefined : all[ink]?.label;
  return typeof other === "string" ? `${other}, measured` : label;
}

function describeCurve({ trace }: TracedCurve, label: string | null, axis: HorizontalAxis): string {
  const { first, last, lowest, highest } = trace;
  const name = label === null ? "" : `${label}: `;
  const at = ({ step, value }: typeof first) => `${formatValue(value)} at ${axis.describe(step)}`;
  return `${name}from ${at(first)} to ${at(last)}, lowest ${at(lowest)}, highest ${at(highest)}`;
}
