/** Arranges items in rows: in order, or wherever there is room. */

/** The extent of an item, in columns or pixels. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** The position of an item that flows from row to row like text. */
export interface FlowPlace {
  readonly row: number;
  readonly start: number;
}

/** Positions of items with given widths, in order, with a new row if an item does not fit. */
export function flow(widths: readonly number[], room: number, gap: number): FlowPlace[] {
  let row = 0;
  let next = 0;
  return widths.map((width) => {
    if (next > 0 && next + width > room) {
      row += 1;
      next = 0;
    }
    const start = next;
    next += width + gap;
    return { row, start };
  });
}

/** Spans in rows, each in the first row in which it keeps its distance. */
export class Rows {
  readonly #rows: Span[][] = [];
  readonly #most: number;
  readonly #gap: number;

  constructor(most: number, gap: number) {
    this.#most = most;
    this.#gap = gap;
  }

  get count(): number {
    return this.#rows.length;
  }

  /** The row of the new span, counted from 0; -1 if no row has room. */
  add(span: Span): number {
    const isFree = (row: readonly Span[]) =>
      row.every(({ start, end }) => span.start >= end + this.#gap || start >= span.end + this.#gap);
    const index = this.#rows.findIndex(isFree);
    if (index >= 0) {
      this.#rows[index]?.push(span);
      return index;
    }
    return this.#rows.length === this.#most ? -1 : this.#rows.push([span]) - 1;
  }
}
