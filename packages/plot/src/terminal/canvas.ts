/** A grid of characters, each made of dots, on which curves are drawn. */
import type { CharacterSet } from "./characters.js";

/** A character and its curve. */
export interface Cell {
  readonly character: string;
  readonly curve: number;
}

/** A position in dots, from the top left. */
export interface Dot {
  readonly x: number;
  readonly y: number;
}

/** The style of a curve's lines. */
export interface CurveLook {
  /** The curve whose glyph it uses. */
  readonly ink: number;
  /** Whether its lines have no glyphs. */
  readonly isFaint: boolean;
}

export class Canvas {
  readonly #set: CharacterSet;
  readonly #columns: number;
  readonly #looks: readonly CurveLook[];
  readonly #bits: Uint8Array;
  readonly #owners: Uint8Array;
  /** For each curve, the row in which it was last in each column; -1 if it is not there. */
  readonly #lastRows: readonly Int16Array[];
  readonly #glyphs = new Map<number, number>();

  constructor(set: CharacterSet, columns: number, rows: number, looks: readonly CurveLook[]) {
    this.#set = set;
    this.#columns = columns;
    this.#looks = looks;
    this.#bits = new Uint8Array(columns * rows);
    this.#owners = new Uint8Array(columns * rows);
    this.#lastRows = looks.map(() => new Int16Array(columns).fill(-1));
  }

  /** Draws a line through the positions (Bresenham's algorithm). */
  draw(curve: number, places: readonly Dot[]): void {
    let previous: Dot | undefined;
    for (const place of places) {
      this.#line(curve, previous ?? place, place);
      previous = place;
    }
  }

  /** Puts a few glyphs on every curve, so that curves can be distinguished without color. */
  addGlyphs(): void {
    const curves = this.#lastRows.length;
    const distance = Math.max(8, Math.ceil(this.#columns / 4));
    this.#lastRows.forEach((rows, curve) => {
      if (this.#looks[curve]?.isFaint === true) return;
      // Each curve uses different columns, so that overlapping curves all show.
      const shift = Math.floor(((curve + 0.5) * distance) / curves);
      for (let column = shift; column < this.#columns; column += distance) {
        const row = rows[column] ?? -1;
        if (row >= 0) this.#glyphs.set(row * this.#columns + column, curve);
      }
    });
  }

  /** The characters of a row; null if nothing was drawn. */
  row(row: number): (Cell | null)[] {
    return Array.from({ length: this.#columns }, (_, column) => {
      const index = row * this.#columns + column;
      const marked = this.#glyphs.get(index);
      if (marked !== undefined) return { character: this.#glyph(marked), curve: marked };
      const bits = this.#bits[index] ?? 0;
      const curve = this.#owners[index] ?? 0;
      return bits === 0 ? null : { character: this.#set.character(bits, this.#glyph(curve)), curve };
    });
  }

  #glyph(curve: number): string {
    return this.#set.glyphs[this.#looks[curve]?.ink ?? curve] ?? "?";
  }

  #line(curve: number, from: Dot, to: Dot): void {
    const stepX = Math.sign(to.x - from.x);
    const stepY = Math.sign(to.y - from.y);
    const width = Math.abs(to.x - from.x);
    const height = -Math.abs(to.y - from.y);
    let { x, y } = from;
    let error = width + height;
    this.#dot(curve, x, y);
    while (x !== to.x || y !== to.y) {
      const doubled = 2 * error;
      if (doubled >= height) {
        error += height;
        x += stepX;
      }
      if (doubled <= width) {
        error += width;
        y += stepY;
      }
      this.#dot(curve, x, y);
    }
  }

  #dot(curve: number, x: number, y: number): void {
    const { wide, high } = this.#set.dots;
    const column = Math.floor(x / wide);
    const row = Math.floor(y / high);
    const index = row * this.#columns + column;
    this.#bits[index] = (this.#bits[index] ?? 0) | this.#set.bit(x % wide, y % high);
    this.#owners[index] = curve;
    const lastRows = this.#lastRows[curve];
    if (lastRows !== undefined) lastRows[column] = row;
  }
}
