/** Sizes in pixels, shared by the parts of an SVG plot. */

export const FONT_SIZE = 12;
/** The height of a row of text below the curves. */
export const ROW_HEIGHT = 18;
/** The margin of the plot. */
export const PADDING = 16;
/** The distance between an axis and its labels. */
export const LABEL_GAP = 8;
