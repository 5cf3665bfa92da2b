/** How wide a picture is. */

/** As wide as a terminal that doesn't say how wide it is, and as narrow and as wide as a picture can be. */
const USUAL_COLUMNS = 80;
const LEAST_COLUMNS = 32;
const MOST_COLUMNS = 1000;

/** The columns of a terminal, or those of a usual one. */
export function columnsOf({ columns }: { readonly columns?: number }): number {
  return Math.min(MOST_COLUMNS, Math.max(LEAST_COLUMNS, columns || USUAL_COLUMNS));
}
