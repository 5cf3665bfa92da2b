/** The options of an SVG plot that concern its appearance. */
import type { Fields } from "@anneal/core/arguments";
import { readSize } from "../input/options.js";
import { cleanText } from "../text/clean.js";
import type { Theme } from "./style.js";

export interface SvgLookOptions {
  /** The width in pixels, from 240 to 10,000. Default: 720. */
  readonly width?: number;
  /** The height in pixels, from 160 to 10,000. Default: 400. */
  readonly height?: number;
  /** The description for screen readers, after the title. Default: axes, curves and markers in words. */
  readonly description?: string;
  /**
   * `"auto"`: follows the reader's system (prefers-color-scheme); or always `"light"` or `"dark"`. Default: `"auto"`.
   */
  readonly theme?: Theme;
}

export const SVG_LOOK_NAMES = ["width", "height", "description", "theme"] as const;

export interface SvgLook {
  readonly width: number;
  readonly height: number;
  /** The description for screen readers; empty if it is generated from the figure. */
  readonly description: string;
  readonly theme: Theme;
}

export function readSvgLook(given: Fields<(typeof SVG_LOOK_NAMES)[number]>): SvgLook {
  return {
    width: readSize(given, "width", { least: 240, most: 10_000, otherwise: 720 }),
    height: readSize(given, "height", { least: 160, most: 10_000, otherwise: 400 }),
    theme: given.choice("theme", ["auto", "light", "dark"], "auto"),
    description: given.read("description", cleanText, ""),
  };
}
