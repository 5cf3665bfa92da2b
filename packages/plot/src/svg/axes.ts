/** The axes of an SVG plot: lines, ticks and their labels. */

import { placeTicks } from "../axes/place-ticks.js";
import type { Scale } from "../axes/scale.js";
import type { Figure } from "../figure/figure.js";
import { type Area, across, up } from "./area.js";
import { FONT_SIZE, LABEL_GAP, PADDING, ROW_HEIGHT } from "./layout.js";
import { element, textElement } from "./markup.js";
import { fitPixels, textWidth } from "./text-width.js";

/** The smallest distance between two ticks of the step axis. */
const PIXELS_PER_STEP_TICK = 80;

/** A tick of the value axis. */
export interface LabelledTick {
  readonly value: number;
  readonly label: string;
}

/** A line across the area for every tick, with its label on the left. */
export function valueAxis(ticks: readonly LabelledTick[], scale: Scale, area: Area): string {
  const parts = ticks.map(({ value, label }) => {
    const y = up(area, scale.share(value));
    const line = element("path", { class: "grid", d: `M${area.left} ${Math.floor(y)}.5H${area.right}` });
    const attributes = { class: "quiet", x: area.left - LABEL_GAP, y: y + 4, "text-anchor": "end" };
    return line + textElement(attributes, label);
  });
  return parts.join("");
}

/** The tick labels on the right, each with a mark; only the left axis has lines across the area. */
export function rightAxis(ticks: readonly LabelledTick[], scale: Scale, area: Area): string {
  const marks = ticks.map(({ value }) => `M${area.right} ${Math.floor(up(area, scale.share(value)))}.5h5`);
  const labels = ticks.map(({ value, label }) => {
    const y = up(area, scale.share(value)) + 4;
    return textElement({ class: "quiet", x: area.right + LABEL_GAP, y }, label);
  });
  const line = `M${Math.floor(area.right)}.5 ${area.top}V${area.bottom}`;
  return element("path", { class: "axis", d: line + marks.join("") }) + labels.join("");
}

/** The line below the area, with a mark and a label for every tick, and the axis label. */
export function stepAxis({ axis, xLabel }: Figure, area: Area, width: number): string {
  const most = Math.max(2, Math.floor((area.right - area.left) / PIXELS_PER_STEP_TICK));
  const ticks = placeTicks(axis, most, {
    place: (share) => across(area, share),
    left: PADDING / 2,
    right: width - PADDING / 2,
    gap: 2 * LABEL_GAP,
    measure: (text) => textWidth(text, FONT_SIZE),
  });
  const centered = { class: "quiet", "text-anchor": "middle" };
  const labels = ticks.map(({ label, start, end }) =>
    textElement({ ...centered, x: (start + end) / 2, y: area.bottom + ROW_HEIGHT }, label),
  );
  const name = fitPixels(xLabel, width - 2 * PADDING, FONT_SIZE);
  const half = textWidth(name, FONT_SIZE) / 2;
  const middle = Math.max(PADDING + half, Math.min(across(area, 0.5), width - PADDING - half));
  const bottom = Math.floor(area.bottom);
  const marks = ticks.map(({ at }) => `M${Math.floor(at)}.5 ${bottom}v5`).join("");
  return [
    element("path", { class: "axis", d: `M${area.left} ${bottom}.5H${area.right}${marks}` }),
    ...labels,
    textElement({ ...centered, x: middle, y: area.bottom + 2 * ROW_HEIGHT }, name),
  ].join("");
}
