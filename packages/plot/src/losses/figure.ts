/** The figure of losses: predicted and measured values, and prediction intervals. */
import { sample } from "@anneal/core";
import type { Fields } from "@anneal/core/arguments";
import { stepsAxis } from "../axes/horizontal-axis.js";
import { Pace } from "../curves/pace.js";
import { traceCurve } from "../curves/trace.js";
import { type Band, type Figure, type FigureCurve, notesOf, panelOf } from "../figure/figure.js";
import { groupMarkers } from "../figure/markers.js";
import { cleanText } from "../text/clean.js";
import { type CheckedLosses, readLosses } from "./read.js";

export interface LossPlotOptions {
  /** The title above the plot. Default: none. */
  readonly title?: string;
  /** The label of the step axis. Default: `"step"`. */
  readonly xLabel?: string;
  /** The label of the loss axis. Default: `"loss"`. */
  readonly yLabel?: string;
  /** The axis of losses. Default: `"linear"`. */
  readonly scale?: "linear" | "log";
  /** The first step. Default: that of the losses. */
  readonly from?: number;
  /** The last step. Default: that of the losses. */
  readonly to?: number;
}

export const LOSS_OPTION_NAMES = ["title", "xLabel", "yLabel", "scale", "from", "to"] as const;

/** Reads the input. */
export function readLossFigure(
  runs: unknown,
  given: Fields<(typeof LOSS_OPTION_NAMES)[number]>,
  columns: number,
): Figure {
  const read = readLosses(runs);
  const scale = given.choice("scale", ["linear", "log"], "linear");
  const from = given.finite("from", Math.min(...read.map(({ steps }) => steps[0] as number)));
  const last = Math.max(...read.map(({ steps }) => steps.at(-1) as number));
  // A single step also needs some width.
  const to = given.finite("to", last > from ? last : from + 1);
  const range = { from, to, stride: 1, count: 0, isCutOff: false };
  const pace = new Pace(0, 1);
  const trace = ({ path, label, steps }: CheckedLosses, values: readonly number[]) =>
    traceCurve({ path, label, steps, values }, { range, sample, scale, columns, pace });
  const lines = read.map((run): FigureCurve => {
    const values = run.predicted ?? (run.measured as readonly number[]);
    return { ...trace(run, values), isFaint: false };
  });
  const measured = read.flatMap((run, ink): FigureCurve[] =>
    run.predicted === null || run.measured === null
      ? []
      : [{ ...trace(run, run.measured), label: null, isFaint: true, ink }],
  );
  const curves = [...lines, ...measured];
  const axis = stepsAxis(range);
  const bands = read.flatMap((run, ink) => bandOf(run, ink, range, scale));
  return {
    title: given.read("title", cleanText, ""),
    xLabel: given.read("xLabel", cleanText, "step"),
    axis,
    left: panelOf(given.read("yLabel", cleanText, "loss"), curves, scale, bands),
    right: null,
    dots: [],
    markers: groupMarkers([], axis),
    notes: [...notesOf(curves), ...(measured.length > 0 ? ["thin lines: as measured"] : [])],
  };
}

function bandOf(
  { steps, interval }: CheckedLosses,
  ink: number,
  { from, to }: { readonly from: number; readonly to: number },
  scale: "linear" | "log",
): Band[] {
  if (interval === null) return [];
  const points = steps.map((step, i) => ({
    step,
    low: interval.low[i] as number,
    high: interval.high[i] as number,
  }));
  const isDrawn = (value: number) => Number.isFinite(value) && (scale === "linear" || value > 0);
  const shown = points.filter(
    ({ step, low, high }) => step >= from && step <= to && isDrawn(low) && isDrawn(high),
  );
  return shown.length < 2 ? [] : [{ ink, points: shown }];
}
