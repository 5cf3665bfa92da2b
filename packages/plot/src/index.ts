/** Plots schedules as terminal text and SVG. Pure functions from schedules to strings. */

export { restsAt } from "@anneal/core";
export type { FinderPlotOptions } from "./finder/figure.js";
export {
  type FinderSvgOptions,
  type FinderTerminalOptions,
  plotFinderSvg,
  plotFinderTerminal,
} from "./finder/plot-finder.js";
export type { FinderCurve } from "./finder/read.js";
export type {
  LabelledSchedule,
  NamedSchedules,
  PlotItem,
  PlotItems,
  RateFunction,
  RecordedCurve,
} from "./input/items.js";
export type { PlotMarker, PlotOptions, SampleFunction } from "./input/options.js";
export type { SecondAxis } from "./input/second-axis.js";
export type { LossPlotOptions } from "./losses/figure.js";
export {
  type LossSvgOptions,
  type LossTerminalOptions,
  plotLossesSvg,
  plotLossesTerminal,
} from "./losses/plot-losses.js";
export type { RunLosses } from "./losses/read.js";
export type { SvgLookOptions } from "./svg/options.js";
export { plotSvg, type SvgOptions } from "./svg/plot-svg.js";
export type { Theme } from "./svg/style.js";
export type { Characters } from "./terminal/characters.js";
export type { TerminalLookOptions } from "./terminal/options.js";
export { wantsColor } from "./terminal/paint.js";
export { plotTerminal, type TerminalOptions } from "./terminal/plot-terminal.js";
