/** The character sets of terminal plots. */

export interface CharacterSet {
  /** The number of dots per character, horizontally and vertically. */
  readonly dots: { readonly wide: number; readonly high: number };
  /** The bit of the dot in column `x` and row `y` of a character. */
  bit(x: number, y: number): number;
  /** The character with the dots of `bits` set, for a curve with `glyph`. */
  character(bits: number, glyph: string): string;
  /** A glyph for each curve, to distinguish curves without color. */
  readonly glyphs: string;
  readonly axis: {
    readonly vertical: string;
    readonly verticalTick: string;
    /** The tick of the right axis. */
    readonly rightTick: string;
    readonly horizontal: string;
    readonly horizontalTick: string;
    readonly corner: string;
  };
  readonly marker: string;
  readonly ellipsis: string;
}

/** The characters of a plot: 8 dots each, 4 dots each, or plain ASCII. */
export type Characters = "braille" | "blocks" | "ascii";

const BOX_AXIS = {
  vertical: "│",
  verticalTick: "┤",
  rightTick: "├",
  horizontal: "─",
  horizontalTick: "┬",
  corner: "└",
};
const SHAPES = { glyphs: "●▲■◆○△□◇", axis: BOX_AXIS, marker: "▲", ellipsis: "…" };

const BRAILLE_BITS = [
  [0x01, 0x08],
  [0x02, 0x10],
  [0x04, 0x20],
  [0x40, 0x80],
];
const QUADRANTS = " ▘▝▀▖▌▞▛▗▚▐▜▄▙▟█";

export const CHARACTER_SETS: Readonly<Record<Characters, CharacterSet>> = {
  braille: {
    ...SHAPES,
    dots: { wide: 2, high: 4 },
    bit: (x, y) => BRAILLE_BITS[y]?.[x] ?? 0,
    character: (bits) => String.fromCharCode(0x2800 + bits),
  },
  blocks: {
    ...SHAPES,
    dots: { wide: 2, high: 2 },
    bit: (x, y) => 1 << (2 * y + x),
    character: (bits) => QUADRANTS[bits] ?? " ",
  },
  ascii: {
    dots: { wide: 1, high: 1 },
    bit: () => 1,
    character: (_, glyph) => glyph,
    glyphs: "*o+x#@%&",
    axis: {
      vertical: "|",
      verticalTick: "+",
      rightTick: "+",
      horizontal: "-",
      horizontalTick: "+",
      corner: "+",
    },
    marker: "^",
    ellipsis: "...",
  },
};
