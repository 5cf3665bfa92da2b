/** Renders a figure as an SVG document. */
import { shareOf } from "../axes/horizontal-axis.js";
import type { Scale } from "../axes/scale.js";
import { curvesOf, type Figure, type Panel } from "../figure/figure.js";
import { noteHidden } from "../figure/markers.js";
import { defaultTitle, summarize } from "../figure/summary.js";
import { valueFormatter } from "../text/numbers.js";
import { type Area, across, checkArea, up } from "./area.js";
import { type LabelledTick, rightAxis, stepAxis, valueAxis } from "./axes.js";
import { FONT_SIZE, LABEL_GAP, PADDING, ROW_HEIGHT } from "./layout.js";
import { legend } from "./legend.js";
import { markerBand } from "./markers.js";
import { element, escapeText, fingerprint, textElement } from "./markup.js";
import type { SvgLook } from "./options.js";
import { pathData } from "./path.js";
import { curveClass, styleSheet } from "./style.js";
import { fitPixels, textWidth } from "./text-width.js";

const TITLE_SIZE = 15;
/** A font size whose ordinary letters are as wide as the title's bold ones. */
const TITLE_MEASURE = 1.15 * TITLE_SIZE;
const TITLE_HEIGHT = 26;
/** The distance between the legend and what is below it. */
const LEGEND_GAP = 6;
/** The approximate distance between two ticks of the values. */
const PIXELS_PER_VALUE_TICK = 48;

/** A value axis with its layout. */
interface LaidOut {
  readonly panel: Panel;
  readonly scale: Scale;
  readonly ticks: readonly LabelledTick[];
  /** The width of the widest label. */
  readonly width: number;
}

export function svgDocument(figure: Figure, look: SvgLook): string {
  const { width, height, theme, description } = look;
  const count = Math.max(2, Math.round(height / PIXELS_PER_VALUE_TICK) - 2);
  const left = layOut(figure.left, count);
  const right = figure.right === null ? null : layOut(figure.right, count);
  const content = draw(figure, left, right, look);
  const title = figure.title || defaultTitle(figure);
  const inWords = description || summarize(figure, left.scale, right?.scale ?? null);
  // Ids depend only on the content, so that equal plots have equal ids and others on the page do not collide.
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
    element("style", {}, escapeText(styleSheet(id, theme, curvesOf(figure).length, bandInks(figure)))),
    element("rect", { class: "paper", width, height, rx: 6 }),
    content,
  ];
  return element("svg", attributes, parts.join(""));
}

/** The curves with a band. */
function bandInks({ left }: Figure): number[] {
  return left.bands.map(({ ink }) => ink);
}

function layOut(panel: Panel, count: number): LaidOut {
  const scale = panel.scale(count);
  const values = scale.ticks(count);
  const format = valueFormatter(values, scale.kind);
  const ticks = values.map((value) => ({ value, label: format(value) }));
  return { panel, scale, ticks, width: Math.max(...ticks.map(({ label }) => textWidth(label, FONT_SIZE))) };
}

/** All visible elements, from the bottom layer to the top. */
function draw(figure: Figure, left: LaidOut, right: LaidOut | null, { width, height }: SvgLook): string {
  const inner = width - 2 * PADDING;
  const title = fitPixels(figure.title, inner, TITLE_MEASURE);
  // Side by side, each name has half of the width.
  const labelRoom = right === null ? inner : inner / 2 - PADDING;
  const yLabel = fitPixels(left.panel.label, labelRoom, FONT_SIZE);
  const rightLabel = fitPixels(right?.panel.label ?? "", labelRoom, FONT_SIZE);
  const rightMargin = right === null ? LABEL_GAP : Math.ceil(right.width + LABEL_GAP);
  const sides = { left: Math.ceil(PADDING + left.width + LABEL_GAP), right: width - PADDING - rightMargin };

  const legendTop = PADDING + (title === "" ? 0 : TITLE_HEIGHT);
  const named = legendNames(figure);
  const names = legend(named, { left: PADDING, top: legendTop, width: inner });
  const bandTop = legendTop + names.height + (names.height === 0 ? 0 : LEGEND_GAP);
  const place = (step: number) => across(sides, shareOf(figure.axis, step));
  const notes = [...figure.notes, ...noteHidden(figure.markers.hidden)];
  const markers = markerBand(figure.markers.groups, {
    left: PADDING,
    right: width - PADDING,
    top: bandTop,
    place,
    axisLabelWidth: textWidth(yLabel, FONT_SIZE),
    rightLabelWidth: textWidth(rightLabel, FONT_SIZE),
  });
  const rowsBelow = 1 + (figure.xLabel === "" ? 0 : 1) + notes.length;
  const bottom = height - PADDING - rowsBelow * ROW_HEIGHT;
  const area = { ...sides, top: bandTop + markers.height + LABEL_GAP, bottom };
  checkArea(area, width, height);

  const y = markers.axisLabelBaseline;
  return [
    textElement({ class: "title", x: PADDING, y: PADDING + TITLE_SIZE - 2 }, title),
    names.markup,
    textElement({ class: "quiet", x: PADDING, y }, yLabel),
    textElement({ class: "quiet", x: width - PADDING, y, "text-anchor": "end" }, rightLabel),
    valueAxis(left.ticks, left.scale, area),
    right === null ? "" : rightAxis(right.ticks, right.scale, area),
    stepAxis(figure, area, width),
    markers.draw(bottom),
    ...bandPaths(left, place, area),
    ...curvePaths(left, 0, place, area),
    ...(right === null ? [] : curvePaths(right, left.panel.curves.length, place, area)),
    ...figure.dots.map(({ step, value }) =>
      element("path", {
        class: "dot",
        d: pathData([[{ x: place(step), y: up(area, left.scale.share(value)) }]]),
      }),
    ),
    ...notes.map((note, index) => {
      const noteY = height - PADDING - ROW_HEIGHT * (notes.length - 1 - index);
      return textElement({ class: "quiet note", x: PADDING, y: noteY }, fitPixels(note, inner, FONT_SIZE));
    }),
  ].join("");
}

/** The names of the curves; those of the right axis say so. */
function legendNames({ left, right }: Figure) {
  const onRight = (right?.curves ?? []).map(({ label, isFaint }) => ({ name: `${label} (right)`, isFaint }));
  return [...left.curves.map(({ label, isFaint }) => ({ name: label, isFaint })), ...onRight];
}

/** Along the upper ends, and back along the lower ones. */
function bandPaths({ panel, scale }: LaidOut, place: (step: number) => number, area: Area): string[] {
  return panel.bands.map(({ ink, points }) => {
    const edge = (value: (point: (typeof points)[number]) => number) =>
      points.map((point) => ({ x: place(point.step), y: up(area, scale.share(value(point))) }));
    const upper = pathData([edge(({ high }) => high)]);
    // Built from left to right, then reversed.
    const lower = pathData([edge(({ low }) => low)])
      .slice(1)
      .split("L")
      .reverse()
      .join("L");
    return element("path", { class: `band band-${ink}`, d: `${upper}L${lower}Z` });
  });
}

function curvePaths(
  { panel, scale }: LaidOut,
  firstIndex: number,
  place: (step: number) => number,
  area: Area,
): string[] {
  const paths = panel.curves.map(({ trace, isFaint, ink }, index) => {
    const lines = trace.runs.map((run) =>
      run.map(({ step, value }) => ({ x: place(step), y: up(area, scale.share(value)) })),
    );
    const attributes = { class: curveClass(firstIndex + (ink ?? index), isFaint), d: pathData(lines) };
    return { isFaint, markup: element("path", attributes) };
  });
  const layer = (isFaint: boolean) =>
    paths.filter((path) => path.isFaint === isFaint).map(({ markup }) => markup);
  return [...layer(true), ...layer(false)];
}
