/** The numbers of future updates, which are written to the device ahead of time. */
import { InvalidArgumentError } from "@anneal/core";
import type { OwnedFloat32Array } from "@anneal/core/arguments";
import { ScalarEvaluator } from "@anneal/core/optimizer-engine";
import { largestFactor } from "./float32.js";
import { type CarriedPlace, type GpuForm, ROW } from "./form.js";
import type { HyperSnapshot } from "./hyper.js";
import { RING } from "./shaders.js";

/** The largest number of rows written at once, if rates can be computed ahead. */
export const AHEAD = 32;
/** The number of past updates for which the carried numbers of the host are kept. */
const MEMORY = 2 * RING;

const LARGEST = 3.4028234663852886e38;

/** The common properties of parameters that share a row. */
export interface RowShape {
  readonly group: number;
  readonly path: string;
  readonly form: GpuForm;
  readonly size: number;
  readonly rows: number;
  readonly columns: number;
}

/** The row of some parameters: their numbers as computed by the host, for any update. */
export class RowWriter {
  readonly shape: RowShape;
  readonly #inputs: Float64Array;
  readonly #numbers: Float64Array;
  readonly #parts: readonly { readonly evaluator: ScalarEvaluator; readonly start: number }[];
  readonly #advance: ScalarEvaluator;
  readonly #carried: readonly CarriedPlace[];
  /** The carried numbers before each of the last updates, by update modulo `MEMORY`. */
  readonly #memory: Float64Array;
  #snapshot: HyperSnapshot | null = null;
  #version = -1;
  /** The number of updates that skipped its parameter. */
  missed = 0;

  constructor(shape: RowShape) {
    const { form } = shape;
    const { printed } = form.rule;
    this.shape = shape;
    this.#inputs = new Float64Array(form.program.inputs.length);
    this.#numbers = new Float64Array(form.rowLength);
    const evaluator = ({ split: { host } }: GpuForm["carried"]) => new ScalarEvaluator(host, printed.scalars);
    this.#parts = [...form.stages, form.carried].map((part) => ({
      evaluator: evaluator(part),
      start: part.rowStart,
    }));
    this.#carried = form.carriedPlaces.filter(({ place }) => place < 0);
    this.#advance = new ScalarEvaluator(form.program.carried.scalars, printed.scalars);
    this.#memory = new Float64Array(this.#carried.length * MEMORY);
  }

  /**
   * Writes the numbers of update `count`, counted from 0, from `place` on.
   * @throws InvalidArgumentError if a schedule returns no number, or a result exceeds float32
   */
  write(
    row: Float32Array,
    place: number,
    count: number,
    gradientFactor: number,
    snapshot: HyperSnapshot,
  ): void {
    const inputs = this.#inputs;
    const { form, size, rows, columns } = this.shape;
    if (snapshot !== this.#snapshot) this.#version = -1;
    this.#snapshot = snapshot;
    this.#version = snapshot.hyper.readInto(inputs, count, this.#version);
    const at = form.program.inputs.indexOf("count");
    const age = count - this.missed;
    inputs[at] = (form.rule.count === "group" ? count : age) + 1;
    inputs[at + 1] = size;
    inputs[at + 2] = rows;
    inputs[at + 3] = columns;
    for (const [i, value] of this.#carriedBefore(age).entries()) {
      inputs[(this.#carried[i] as CarriedPlace).input] = value;
    }
    for (const { evaluator, start } of this.#parts) evaluator.run(inputs, this.#numbers, start);
    row[place + ROW.gradientFactor] = gradientFactor;
    row[place + ROW.largestGradient] = largestFactor(Math.abs(gradientFactor));
    for (let i = ROW.first; i < form.rowLength; i++) {
      row[place + i] = this.#asFloat32(this.#numbers[i] as number, count);
    }
    this.#remember(age + 1);
  }

  /** The numbers that the host carries, before an update. */
  #carriedBefore(count: number): readonly number[] {
    return this.#carried.map(({ start }, i) => {
      if (count > 0) return this.#memory[(count % MEMORY) * this.#carried.length + i] as number;
      return typeof start === "number" ? start : (this.#inputs[start.input] as number);
    });
  }

  /** Keeps the next carried numbers, computed from the current ones. */
  #remember(count: number): void {
    if (this.#carried.length === 0) return;
    const results = new Float64Array(this.shape.form.carriedPlaces.length);
    this.#advance.run(this.#inputs, results, 0);
    for (const [i, { input, result }] of this.#carried.entries()) {
      this.#memory[(count % MEMORY) * this.#carried.length + i] = (
        result < 0 ? this.#inputs[input] : results[result]
      ) as number;
    }
  }

  /** A carried number of the host before update `count`; undefined: the device has it. */
  carried(name: string, count: number): number | undefined {
    const place = this.#carried.findIndex((each) => each.name === name);
    return place < 0 ? undefined : (this.#carriedBefore(count)[place] as number);
  }

  /** Continues from saved numbers. */
  load(name: string, count: number, value: number): void {
    const place = this.#carried.findIndex((each) => each.name === name);
    if (place >= 0) this.#memory[(count % MEMORY) * this.#carried.length + place] = value;
  }

  #asFloat32(value: number, count: number): number {
    // Switched off by an infinity, or not used by this update. WGSL has no such numbers.
    if (Number.isNaN(value)) return 0;
    if (!Number.isFinite(value)) return value > 0 ? LARGEST : -LARGEST;
    if (Number.isFinite(Math.fround(value))) return value;
    const rate = this.#inputs[this.shape.form.program.inputs.indexOf("lr")];
    const expected = "so small that the product with the other numbers of the update fits into a float32";
    throw new InvalidArgumentError(`${this.shape.path}.lr(${count})`, rate, expected);
  }
}

/** A ring of rows; those of update n are at n modulo `RING`. */
export class UpcomingRows {
  readonly #queue: GPUQueue;
  readonly #ring: GPUBuffer;
  readonly #writers: readonly RowWriter[];
  readonly #rowLength: number;
  #groups: readonly HyperSnapshot[] = [];
  readonly #sign: number;
  readonly #rows: OwnedFloat32Array;
  /** The first update whose rows are not on the device; null: unknown. */
  #written: number | null = null;
  #gradientFactor = 1;
  /** The number of rows to write next time. It doubles each time, and restarts at one after a number was changed. */
  #ahead = AHEAD;

  constructor(
    queue: GPUQueue,
    ring: GPUBuffer,
    writers: readonly RowWriter[],
    rowLength: number,
    maximize: boolean,
  ) {
    this.#queue = queue;
    this.#ring = ring;
    this.#writers = writers;
    this.#rowLength = rowLength;
    this.#sign = maximize ? -1 : 1;
    this.#rows = new Float32Array(AHEAD * writers.length * rowLength);
  }

  /**
   * Writes the rows of the updates from `settled`, the oldest that the device may be at, up to `end` to the device, and more
   * if rates can be computed ahead. Earlier submissions still use the rows of their time.
   * @param use Throws if a schedule has freed the optimizer.
   * @throws InvalidArgumentError if a schedule returns no valid rate
   */
  write(
    settled: number,
    end: number,
    gradientFactor: number,
    groups: readonly HyperSnapshot[],
    use: () => unknown,
  ): void {
    const isChanged = groups.some((numbers, i) => numbers !== this.#groups[i]);
    if (gradientFactor !== this.#gradientFactor || isChanged) {
      this.#written = null;
      this.#ahead = 1;
    }
    this.#gradientFactor = gradientFactor;
    this.#groups = groups;
    const rowsLength = this.#writers.length * this.#rowLength;
    const isPrecomputable = this.#groups.every((group) => group.isPrecomputable);
    // After rejected steps, the device may be at rows that have been overwritten.
    const isThere = this.#written !== null && this.#written - settled <= RING;
    let next = isThere ? (this.#written as number) : settled;
    while (next < end) {
      const place = next % RING;
      const wanted = isPrecomputable ? Math.max(this.#ahead, end - next) : end - next;
      const most = Math.min(AHEAD, RING - place, wanted);
      this.#ahead = Math.min(AHEAD, 2 * this.#ahead);
      const count = this.#fill(next, most, end);
      use();
      const start = place * rowsLength * Float32Array.BYTES_PER_ELEMENT;
      this.#queue.writeBuffer(this.#ring, start, this.#rows, 0, count * rowsLength);
      next += count;
    }
    this.#written = next;
  }

  /** Discards the rows on the device, because the next update is another one. */
  forget(): void {
    this.#written = null;
  }

  /** Fills the rows of `most` updates from `first` on, or of fewer if one from `end` on has no valid rate. */
  #fill(first: number, most: number, end: number): number {
    const factor = this.#sign * this.#gradientFactor;
    let place = 0;
    for (let i = 0; i < most; i++) {
      for (const writer of this.#writers) {
        const snapshot = this.#groups[writer.shape.group] as HyperSnapshot;
        try {
          writer.write(this.#rows, place, first + i, factor, snapshot);
        } catch (error) {
          // That update has not been requested, and may never be.
          if (first + i >= end) return i;
          throw error;
        }
        place += this.#rowLength;
      }
    }
    return most;
  }
}
