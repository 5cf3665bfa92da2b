/** Schedules as pictures: text for a terminal, and SVG. Pure functions from schedules to strings. */
export type { SampleFunction } from "./curves/trace.js";
export type { LabelledSchedule, PlotItem, RecordedCurve } from "./input/items.js";
export type { PlotMarker, PlotOptions } from "./input/options.js";
export { plotSvg, type SvgOptions } from "./svg/plot-svg.js";
export type { Theme } from "./svg/style.js";
export type { Characters } from "./terminal/characters.js";
export { wantsColor } from "./terminal/paint.js";
export { plotTerminal, type TerminalOptions } from "./terminal/plot-terminal.js";
export { restsAt } from "./tree/horizon.js";
