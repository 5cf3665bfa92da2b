/** Schedules as an SVG document. */
import type { Scale } from "../axes/scale.js";
import { type Figure, readFigure } from "../figure/figure.js";
import { defaultTitle, summarise } from "../figure/summary.js";
import type { PlotItem } from "../input/items.js";
import { type PlotOptions, readOptions, readSize } from "../input/options.js";
import { cleanText } from "../text/clean.js";
import { valueFormatter } from "../text/numbers.js";
import { type Area, across, checkArea, up } from "./area.js";
import { stepAxis, valueAxis } from "./axes.js";
import { FONT_SIZE, LABEL_GAP, PADDING, ROW_HEIGHT } from "./layout.js";
import { legend } from "./legend.js";
import { markerBand } from "./markers.js";
import { element, escapeText, fingerprint, textElement } from "./markup.js";
import { pathData } from "./path.js";
import { styleSheet, type Theme } from "./style.js";
import { fitPixels, textWidth } from "./text-width.js";

export interface SvgOptions extends PlotOptions {
  /** The width in pixels, from 240 to 10,000. Default: 720. */
  readonly width?: number;
  /** The height in pixels, from 160 to 10,000. Default: 400. */
  readonly height?: number;
  /** What a screen reader says after the title. Default: axes, curves and markers in words. */
  readonly description?: string;
  /** `"auto"`: as the reader's system is set (prefers-color-scheme); or always `"light"`, or `"dark"`. Default: `"auto"`. */
  readonly theme?: Theme;
}

const TITLE_SIZE = 15;
/** A font size whose ordinary letters are as wide as the title's bold ones. */
const TITLE_MEASURE = 1.15 * TITLE_SIZE;
const TITLE_HEIGHT = 26;
/** The distance between the legend and what is below it. */
const LEGEND_GAP = 6;
/** From a tick of the values to the next, about. */
const PIXELS_PER_VALUE_TICK = 48;

/**
 * Draws schedules and recorded curves as an SVG document, which can be a file of its own or stand in a page.
 *
 * @param items One item or up to 8: a schedule, `{ label, schedule }`, or `{ label, steps, values }`.
 * @returns An `<svg>` element with a title and a description for screen readers. The same call gives the same text.
 * @throws InvalidArgumentError for options and items that can't be drawn, and for a size that leaves no room for the
 * curves.
 */
export function plotSvg(items: PlotItem | readonly PlotItem[], options: SvgOptions = {}): string {
  const given = readOptions("plotSvg", options, ["width", "height", "description", "theme"]);
  const width = readSize(given, "width", { least: 240, most: 10_000, otherwise: 720 });
  const height = readSize(given, "height", { least: 160, most: 10_000, otherwise: 400 });
  const theme = given.choice("theme", ["auto", "light", "dark"], "auto");
  const description = given.read("description", cleanText, "");
  const figure = readFigure(items, given, width);

  const tickCount = Math.max(2, Math.round(height / PIXELS_PER_VALUE_TICK) - 2);
  const scale = figure.valueScale(tickCount);
  const content = draw(figure, scale, scale.ticks(tickCount), { width, height });
  const title = figure.title || defaultTitle(figure);
  const inWords = description || summarise(figure, scale);
  // The same picture has the same ids wherever it is made; another picture on the page has others.
  const id = `anneal-${fingerprint([title, inWords, theme, width, height, content].join("\n"))}`;
  const attributes = {
    xmlns: "http://www.w3.org/2000/svg",
    id,
    viewBox: `0 0 ${width} ${height}`,
    width,
    height,
    role: "img",
    "aria-labelledby": `${id}-title ${id}-desc`,
  };
  const parts = [
    element("title", { id: `${id}-title` }, escapeText(title)),
    element("desc", { id: `${id}-desc` }, escapeText(inWords)),
    element("style", {}, escapeText(styleSheet(id, theme, figure.curves.length))),
    element("rect", { class: "paper", width, height, rx: 6 }),
    content,
  ];
  return element("svg", attributes, parts.join(""));
}

interface Size {
  readonly width: number;
  readonly height: number;
}

/** Everything that is seen, from the bottom layer to the top one. */
function draw(figure: Figure, scale: Scale, values: readonly number[], { width, height }: Size): string {
  const inner = width - 2 * PADDING;
  const title = fitPixels(figure.title, inner, TITLE_MEASURE);
  const yLabel = fitPixels(figure.yLabel, inner, FONT_SIZE);
  const format = valueFormatter(values, scale.kind);
  const ticks = values.map((value) => ({ value, label: format(value) }));
  const labelWidth = Math.max(...ticks.map(({ label }) => textWidth(label, FONT_SIZE)));
  const sides = { left: Math.ceil(PADDING + labelWidth + LABEL_GAP), right: width - PADDING - LABEL_GAP };

  const legendTop = PADDING + (title === "" ? 0 : TITLE_HEIGHT);
  const labels = figure.curves.map(({ label }) => label);
  const names = legend(labels, { left: PADDING, top: legendTop, width: inner });
  const bandTop = legendTop + names.height + (names.height === 0 ? 0 : LEGEND_GAP);
  const { from, to } = figure.range;
  const markers = markerBand(figure.markers, {
    left: PADDING,
    right: width - PADDING,
    top: bandTop,
    place: (step) => across(sides, (step - from) / (to - from)),
    axisLabelWidth: textWidth(yLabel, FONT_SIZE),
  });
  const rowsBelow = 1 + (figure.xLabel === "" ? 0 : 1) + figure.notes.length;
  const bottom = height - PADDING - rowsBelow * ROW_HEIGHT;
  const area = { ...sides, top: bandTop + markers.height + LABEL_GAP, bottom };
  checkArea(area, width, height);

  return [
    textElement({ class: "title", x: PADDING, y: PADDING + TITLE_SIZE - 2 }, title),
    names.markup,
    textElement({ class: "quiet", x: PADDING, y: markers.axisLabelBaseline }, yLabel),
    valueAxis(ticks, scale, area),
    stepAxis(figure, area, width),
    markers.draw(bottom),
    ...curvePaths(figure, scale, area),
    ...figure.notes.map((note, index) => {
      const y = height - PADDING - ROW_HEIGHT * (figure.notes.length - 1 - index);
      return textElement({ class: "quiet note", x: PADDING, y }, fitPixels(note, inner, FONT_SIZE));
    }),
  ].join("");
}

function curvePaths({ curves, range }: Figure, scale: Scale, area: Area): string[] {
  const { from, to } = range;
  return curves.map(({ trace }, index) => {
    const lines = trace.runs.map((run) =>
      run.map(({ step, value }) => ({
        x: across(area, (step - from) / (to - from)),
        y: up(area, scale.share(value)),
      })),
    );
    return element("path", { class: `curve curve-${index}`, d: pathData(lines) });
  });
}
