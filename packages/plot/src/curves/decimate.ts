/**
 * Reduces any number of points to those that a plot can show, in one pass and without losing a spike.
 *
 * The range is divided into the columns of the plot. A column keeps its first, lowest, highest and last point: a line
 * through these covers the same pixels as a line through all of them.
 * Source: Jugel et al., M4: A Visualization-Oriented Time Series Data Aggregation, 2014.
 */

export interface Point {
  readonly step: number;
  readonly value: number;
}

/** A reduced curve. */
export interface Trace {
  /** Lines, each from left to right. A column without drawable points separates two lines. */
  readonly runs: readonly (readonly Point[])[];
  readonly first: Point;
  readonly last: Point;
  /** The first of the lowest points. */
  readonly lowest: Point;
  /** The first of the highest points. */
  readonly highest: Point;
}

/** Collects points from left to right. */
export class Decimator {
  readonly #from: number;
  readonly #columnsPerStep: number;
  readonly #runs: Point[][] = [];
  #run: Point[] | null = null;
  #column = -1;
  #isColumnEmpty = true;
  #firstStep = 0;
  #firstValue = 0;
  #lowStep = 0;
  #lowValue = 0;
  #highStep = 0;
  #highValue = 0;
  #lastStep = 0;
  #lastValue = 0;

  constructor(from: number, to: number, columns: number) {
    this.#from = from;
    this.#columnsPerStep = columns / (to - from);
  }

  /** Adds a drawable point, not left of the previous ones. */
  add(step: number, value: number): void {
    this.#enter(step);
    if (this.#isColumnEmpty) {
      this.#isColumnEmpty = false;
      this.#firstStep = this.#lowStep = this.#highStep = step;
      this.#firstValue = this.#lowValue = this.#highValue = value;
    } else if (value < this.#lowValue) {
      this.#lowStep = step;
      this.#lowValue = value;
    } else if (value > this.#highValue) {
      this.#highStep = step;
      this.#highValue = value;
    }
    this.#lastStep = step;
    this.#lastValue = value;
  }

  /** Adds a step without a drawable value. */
  skip(step: number): void {
    this.#enter(step);
  }

  /** The curve; null if nothing can be drawn. */
  finish(): Trace | null {
    this.#leave();
    const points = this.#runs.flat();
    const [first] = points;
    const last = points.at(-1);
    if (first === undefined || last === undefined) return null;
    const lowest = points.reduce((best, point) => (point.value < best.value ? point : best));
    const highest = points.reduce((best, point) => (point.value > best.value ? point : best));
    return { runs: this.#runs, first, last, lowest, highest };
  }

  #enter(step: number): void {
    const column = Math.floor((step - this.#from) * this.#columnsPerStep);
    if (column === this.#column) return;
    this.#leave();
    this.#column = column;
    this.#isColumnEmpty = true;
  }

  #leave(): void {
    if (this.#column === -1) return;
    if (this.#isColumnEmpty) {
      this.#run = null;
      return;
    }
    if (this.#run === null) {
      this.#run = [];
      this.#runs.push(this.#run);
    }
    this.#keep(this.#run, this.#firstStep, this.#firstValue);
    if (this.#lowStep <= this.#highStep) {
      this.#keep(this.#run, this.#lowStep, this.#lowValue);
      this.#keep(this.#run, this.#highStep, this.#highValue);
    } else {
      this.#keep(this.#run, this.#highStep, this.#highValue);
      this.#keep(this.#run, this.#lowStep, this.#lowValue);
    }
    this.#keep(this.#run, this.#lastStep, this.#lastValue);
  }

  #keep(run: Point[], step: number, value: number): void {
    const previous = run.at(-1);
    if (previous?.step !== step || previous.value !== value) run.push({ step, value });
  }
}
