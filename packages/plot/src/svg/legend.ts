/** The legend of an SVG plot: a sample of each line and its name. */
import { flow } from "../figure/rows.js";
import { element, textElement } from "./markup.js";
import { curveClass } from "./style.js";
import { fitPixels, textWidth } from "./text-width.js";

const FONT_SIZE = 12;
const ROW_HEIGHT = 20;
/** The length of the line sample, and its distance from the name. */
const SAMPLE = 32;
const SAMPLE_GAP = 8;
/** The distance between two entries. */
const GAP = 20;

/** The name of a curve; null: none. */
interface LegendName {
  readonly name: string | null;
  readonly isFaint: boolean;
}

/** The markup of the legend in a box, and its height; nothing if no curve has a name. */
export function legend(
  names: readonly LegendName[],
  box: { readonly left: number; readonly top: number; readonly width: number },
): { readonly markup: string; readonly height: number } {
  const entries = names.flatMap(({ name, isFaint }, curve) => {
    if (name === null) return [];
    const text = fitPixels(name, box.width - SAMPLE - SAMPLE_GAP, FONT_SIZE);
    return [{ text, curve, isFaint, width: SAMPLE + SAMPLE_GAP + textWidth(text, FONT_SIZE) }];
  });
  if (entries.length === 0) return { markup: "", height: 0 };
  const places = flow(
    entries.map(({ width }) => width),
    box.width,
    GAP,
  );
  const markup = entries.map(({ text, curve, isFaint }, index) => {
    const { row, start } = places[index] ?? { row: 0, start: 0 };
    const x = box.left + start;
    const y = box.top + row * ROW_HEIGHT + ROW_HEIGHT / 2;
    const sample = element("path", { class: curveClass(curve, isFaint), d: `M${x + 1} ${y}h${SAMPLE - 2}` });
    return sample + textElement({ x: x + SAMPLE + SAMPLE_GAP, y: y + 4 }, text);
  });
  const rows = Math.max(...places.map(({ row }) => row)) + 1;
  return { markup: element("g", { class: "legend" }, markup.join("")), height: rows * ROW_HEIGHT };
}
