/** The options of a terminal plot that concern its appearance. */
import type { Fields } from "@anneal/core/arguments";
import { readSize } from "../input/options.js";
import { CHARACTER_SETS, type CharacterSet, type Characters } from "./characters.js";
import { type Paint, paintFor } from "./paint.js";

export interface TerminalLookOptions {
  /** The largest number of columns per row, from 32 to 1000. Default: 80. */
  readonly width?: number;
  /** The number of rows, from 8 to 1000. Default: 20. */
  readonly height?: number;
  /** Whether to color the curves with ANSI escape sequences; see `wantsColor`. Default: false. */
  readonly color?: boolean;
  /** The characters of the curves: `"braille"` is the finest, `"ascii"` works everywhere. Default: `"braille"`. */
  readonly characters?: Characters;
}

export const TERMINAL_LOOK_NAMES = ["width", "height", "color", "characters"] as const;

export interface TerminalLook {
  readonly width: number;
  readonly height: number;
  readonly paint: Paint;
  readonly set: CharacterSet;
}

export function readTerminalLook(given: Fields<(typeof TERMINAL_LOOK_NAMES)[number]>): TerminalLook {
  return {
    width: readSize(given, "width", { least: 32, most: 1000, otherwise: 80 }),
    height: readSize(given, "height", { least: 8, most: 1000, otherwise: 20 }),
    paint: paintFor(given.flag("color", false)),
    set: CHARACTER_SETS[given.choice("characters", ["braille", "blocks", "ascii"], "braille")],
  };
}
