/** Plots losses. */
import { Fields } from "@anneal/core/arguments";
import { svgDocument } from "../svg/document.js";
import { readSvgLook, SVG_LOOK_NAMES, type SvgLookOptions } from "../svg/options.js";
import { readTerminalLook, TERMINAL_LOOK_NAMES, type TerminalLookOptions } from "../terminal/options.js";
import { terminalRows } from "../terminal/rows.js";
import { LOSS_OPTION_NAMES, type LossPlotOptions, readLossFigure } from "./figure.js";
import type { RunLosses } from "./read.js";

export interface LossSvgOptions extends LossPlotOptions, SvgLookOptions {}

export interface LossTerminalOptions extends LossPlotOptions, TerminalLookOptions {}

/**
 * Plots losses as an SVG document: each run's prediction as a line with the band of its interval, and the measured
 * values as a thin line in the same color.
 *
 * @param runs Up to 8 runs.
 * @throws InvalidArgumentError for runs or options that can't be drawn.
 */
export function plotLossesSvg(runs: readonly RunLosses[], options: LossSvgOptions = {}): string {
  const given = new Fields("plotLossesSvg", "options", options, [...LOSS_OPTION_NAMES, ...SVG_LOOK_NAMES]);
  const look = readSvgLook(given);
  return svgDocument(readLossFigure(runs, given, look.width), look);
}

/**
 * Plots losses in the terminal, without the bands of intervals; see `plotLossesSvg`.
 *
 * @throws InvalidArgumentError as `plotLossesSvg` does.
 */
export function plotLossesTerminal(runs: readonly RunLosses[], options: LossTerminalOptions = {}): string {
  const names = [...LOSS_OPTION_NAMES, ...TERMINAL_LOOK_NAMES];
  const given = new Fields("plotLossesTerminal", "options", options, names);
  const look = readTerminalLook(given);
  return terminalRows(readLossFigure(runs, given, look.width * look.set.dots.wide), look);
}
