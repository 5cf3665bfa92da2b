/** Schedules as text: rows of characters for a terminal, a log file or a code comment. */
import { readFigure } from "../figure/figure.js";
import type { PlotItems } from "../input/items.js";
import { type PlotOptions, readOptions } from "../input/options.js";
import { readTerminalLook, TERMINAL_LOOK_NAMES, type TerminalLookOptions } from "./options.js";
import { terminalRows } from "./rows.js";

export interface TerminalOptions extends PlotOptions, TerminalLookOptions {}

/**
 * Draws schedules and recorded curves with the characters of a terminal.
 *
 * @param items One item or up to 8: a schedule, `{ label, schedule }`, or `{ label, steps, values }`.
 * @returns Rows joined by newlines, without one at the end: `height` rows of at most `width` columns, with no blanks at
 * their ends.
 * @throws InvalidArgumentError for options and items that can't be drawn, and for a height that leaves no room for the
 * curves.
 */
export function plotTerminal(items: PlotItems, options: TerminalOptions = {}): string {
  const given = readOptions("plotTerminal", options, TERMINAL_LOOK_NAMES);
  const look = readTerminalLook(given);
  return terminalRows(readFigure(items, given, look.width * look.set.dots.wide), look);
}
