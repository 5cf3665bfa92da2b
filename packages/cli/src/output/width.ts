/** The width of plots. */

/** The width for terminals without a known width, and the smallest and largest width of a plot. */
const USUAL_COLUMNS = 80;
const LEAST_COLUMNS = 32;
const MOST_COLUMNS = 1000;

/** The columns of the terminal, or the default. */
export function columnsOf({ columns }: { readonly columns?: number }): number {
  return Math.min(MOST_COLUMNS, Math.max(LEAST_COLUMNS, columns || USUAL_COLUMNS));
}
