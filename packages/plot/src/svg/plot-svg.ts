/** Plots schedules as an SVG document. */
import { readFigure } from "../figure/figure.js";
import type { PlotItems } from "../input/items.js";
import { type PlotOptions, readOptions } from "../input/options.js";
import { svgDocument } from "./document.js";
import { readSvgLook, SVG_LOOK_NAMES, type SvgLookOptions } from "./options.js";

export interface SvgOptions extends PlotOptions, SvgLookOptions {}

/**
 * Plots schedules and recorded curves as an SVG document, as a separate file or inside a page.
 *
 * @param items One item or up to 8: a schedule, `{ label, schedule }`, or `{ label, steps, values }`.
 * @returns An `<svg>` element with a title and a description for screen readers. Equal calls return equal text.
 * @throws InvalidArgumentError for options and items that can't be drawn, or a size that leaves no room for the curves.
 */
export function plotSvg(items: PlotItems, options: SvgOptions = {}): string {
  const given = readOptions("plotSvg", options, SVG_LOOK_NAMES);
  const look = readSvgLook(given);
  return svgDocument(readFigure(items, given, look.width), look);
}
