/** Plots schedules as text: rows of characters for a terminal, a log file or a code comment. */
import { readFigure } from "../figure/figure.js";
import type { PlotItems } from "../input/items.js";
import { type PlotOptions, readOptions } from "../input/options.js";
import { readTerminalLook, TERMINAL_LOOK_NAMES, type TerminalLookOptions } from "./options.js";
import { terminalRows } from "./rows.js";

export interface TerminalOptions extends PlotOptions, TerminalLookOptions {}

/**
 * Plots schedules and recorded curves as text.
 *
 * @param items One item or up to 8: a schedule, `{ label, schedule }`, or `{ label, steps, values }`.
 * @returns Rows separated by newlines, without a trailing one: `height` rows of at most `width` columns, without
 * trailing spaces.
 * @throws InvalidArgumentError for options and items that can't be drawn, or a height that leaves no room for the
 * curves.
 */
export function plotTerminal(items: PlotItems, options: TerminalOptions = {}): string {
  const given = readOptions("plotTerminal", options, TERMINAL_LOOK_NAMES);
  const look = readTerminalLook(given);
  return terminalRows(readFigure(items, given, look.width * look.set.dots.wide), look);
}
