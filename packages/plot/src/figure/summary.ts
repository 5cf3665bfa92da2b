/** A picture in words, for those who don't see it. */
import type { Scale } from "../axes/scale.js";
import type { TracedCurve } from "../curves/trace.js";
import { formatStep, formatValue } from "../text/numbers.js";
import type { Figure } from "./figure.js";
import { describeGroup } from "./markers.js";

/** The title of a picture that was given none. */
export function defaultTitle({ curves, yLabel }: Figure): string {
  const what = yLabel === "" ? "Values" : yLabel.charAt(0).toUpperCase() + yLabel.slice(1);
  const names = curves.flatMap(({ label }) => (label === null ? [] : [label]));
  return names.length === 0 ? what : `${what}: ${names.join(", ")}`;
}

/** What the axes are, how each curve goes, and what is marked. */
export function summarise(figure: Figure, scale: Scale): string {
  const { curves, range, markers, notes, xLabel, yLabel } = figure;
  const axis = scale.kind === "log" ? " on a log scale" : "";
  const what = `${yLabel || "values"}${axis} by ${xLabel || "step"}`;
  const sentences = [
    `Line chart of ${what}, from ${formatStep(range.from)} to ${formatStep(range.to)}`,
    ...curves.map(describeCurve),
    ...markers.map(describeGroup),
    ...notes,
  ];
  return sentences.map((sentence) => `${sentence}.`).join(" ");
}

function describeCurve({ label, trace }: TracedCurve): string {
  const { first, last, lowest, highest } = trace;
  const name = label === null ? "" : `${label}: `;
  const at = ({ step, value }: typeof first) => `${formatValue(value)} at ${formatStep(step)}`;
  return `${name}from ${at(first)} to ${at(last)}, lowest ${at(lowest)}, highest ${at(highest)}`;
}
