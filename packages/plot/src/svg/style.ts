/** The style sheet of an SVG plot: light, dark, or the reader's preference. */
import { inkOf } from "../figure/palette.js";

/** `"auto"`: light or dark like the reader's system (prefers-color-scheme). */
export type Theme = "auto" | "light" | "dark";

interface Colors {
  readonly paper: string;
  readonly text: string;
  /** Labels of axes, markers and notes. */
  readonly quiet: string;
  readonly axis: string;
  readonly grid: string;
  readonly ink: "onLight" | "onDark";
}

export const LIGHT: Colors = {
  paper: "#ffffff",
  text: "#1f2328",
  quiet: "#59636e",
  axis: "#818b98",
  grid: "#e4e8ec",
  ink: "onLight",
};

export const DARK: Colors = {
  paper: "#0d1117",
  text: "#f0f6fc",
  quiet: "#9aa4af",
  axis: "#717a84",
  grid: "#262c34",
  ink: "onDark",
};

const FONTS = `system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue",Arial,sans-serif`;

/** The dash patterns, which distinguish curves without color; lines have round caps. */
const DASHES = ["none", "9 6", "1 6", "14 5 1 5", "20 6", "5 5 1 5 1 5", "5 8", "16 5 5 5"];

/**
 * The style sheet for the given number of curves and their bands. Every rule contains the plot's id, so that an SVG
 * inside a page styles nothing else there. There are no custom properties, because some SVG programs don't support
 * them.
 */
export function styleSheet(id: string, theme: Theme, curves: number, bands: readonly number[]): string {
  const fixed = [
    ["text", `font:12px ${FONTS};font-variant-numeric:tabular-nums`],
    [".title", "font-size:15px;font-weight:600"],
    [".markers text", "font-size:11px"],
    [".note", "font-size:11px"],
    ["path", "fill:none"],
    [".curve", "stroke-width:2;stroke-linecap:round;stroke-linejoin:round"],
    [".markers path", "stroke-dasharray:2 3"],
    [".dot", "stroke-width:8;stroke-linecap:round"],
    ...DASHES.slice(0, curves).map((dash, curve) => [`.curve-${curve}`, `stroke-dasharray:${dash}`]),
    ...(bands.length > 0 ? [[".band", "opacity:0.18"]] : []),
    [".faint", "stroke-width:1;stroke-dasharray:none;opacity:0.6"],
  ];
  const first = theme === "dark" ? DARK : LIGHT;
  const rules = [...fixed, ...colored(first, curves, bands)].map((rule) => scoped(id, rule)).join("");
  if (theme !== "auto") return rules;
  const dark = colored(DARK, curves, bands).map((rule) => scoped(id, rule));
  return `${rules}@media (prefers-color-scheme:dark){${dark.join("")}}`;
}

/** The classes of a curve's line. */
export function curveClass(curve: number, isFaint: boolean): string {
  return `curve curve-${curve}${isFaint ? " faint" : ""}`;
}

function colored(colors: Colors, curves: number, bands: readonly number[]): string[][] {
  return [
    [".paper", `fill:${colors.paper}`],
    ["text", `fill:${colors.text}`],
    [".quiet", `fill:${colors.quiet}`],
    [".axis", `stroke:${colors.axis}`],
    [".grid", `stroke:${colors.grid}`],
    [".markers path", `stroke:${colors.axis}`],
    [".dot", `stroke:${colors.text}`],
    ...Array.from({ length: curves }, (_, curve) => [
      `.curve-${curve}`,
      `stroke:${inkOf(curve)[colors.ink]}`,
    ]),
    ...bands.map((curve) => [`.band-${curve}`, `fill:${inkOf(curve)[colors.ink]}`]),
  ];
}

function scoped(id: string, [selector = "", declarations = ""]: readonly string[]): string {
  return `#${id} ${selector}{${declarations}}`;
}
