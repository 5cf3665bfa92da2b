/** Plots range tests. */
import { Fields } from "@anneal/core/arguments";
import { svgDocument } from "../svg/document.js";
import { readSvgLook, SVG_LOOK_NAMES, type SvgLookOptions } from "../svg/options.js";
import { readTerminalLook, TERMINAL_LOOK_NAMES, type TerminalLookOptions } from "../terminal/options.js";
import { terminalRows } from "../terminal/rows.js";
import { FINDER_OPTION_NAMES, type FinderPlotOptions, readFinderFigure } from "./figure.js";
import type { FinderCurve } from "./read.js";

export interface FinderSvgOptions extends FinderPlotOptions, SvgLookOptions {}

export interface FinderTerminalOptions extends FinderPlotOptions, TerminalLookOptions {}

/**
 * Plots a range test as an SVG document: the recorded (pale) and the smoothed loss over the rate, on a logarithmic rate
 * axis, with a line and a dot at every suggestion. Losses far above the initial loss are cut off, and a note says so.
 *
 * @param result The result of `findLearningRate` or `analyzeRangeTest`, or the same from JSON.
 * @throws InvalidArgumentError for a result with fewer than two rates or without a finite loss, or options that can't
 * be drawn.
 */
export function plotFinderSvg(result: FinderCurve, options: FinderSvgOptions = {}): string {
  const names = [...FINDER_OPTION_NAMES, ...SVG_LOOK_NAMES];
  const given = new Fields("plotFinderSvg", "options", options, names);
  const look = readSvgLook(given);
  return svgDocument(readFinderFigure(result, given, look.width), look);
}

/**
 * Plots a range test in the terminal; see `plotFinderSvg`.
 *
 * @throws InvalidArgumentError as `plotFinderSvg` does.
 */
export function plotFinderTerminal(result: FinderCurve, options: FinderTerminalOptions = {}): string {
  const names = [...FINDER_OPTION_NAMES, ...TERMINAL_LOOK_NAMES];
  const given = new Fields("plotFinderTerminal", "options", options, names);
  const look = readTerminalLook(given);
  return terminalRows(readFinderFigure(result, given, look.width * look.set.dots.wide), look);
}
