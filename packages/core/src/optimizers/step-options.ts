/** What a step is told, checked without allocating: it is read at every step. */
import { joinWords } from "../arguments.js";
import { InvalidArgumentError } from "../errors.js";
import { float32Array } from "./float32.js";

/** Which gradients are meant. */
export interface GradientOptions {
  /**
   * One gradient for each parameter, over the groups in order; null: this parameter has none, and is left alone.
   * Resident optimizers copy what is not already their own; with `memory: "caller"` it has to be given. No two may share
   * elements, nor may one with the resident gradient of another.
   */
  readonly grads?: readonly (Float32Array | null)[];
  /** Parameters without a gradient, by index: they are left alone. */
  readonly skip?: readonly number[];
}

/** What a step may be told. */
export interface StepOptions extends GradientOptions {
  /**
   * What the loss was multiplied with; the gradients are multiplied by `1 / gradScale`, rounded to float32, on the fly:
   * the arrays stay as they are. Default 1.
   */
  readonly gradScale?: number;
  /** Whether somebody found an infinity or NaN in the gradients: then nothing happens. Default false. */
  readonly foundInf?: boolean;
}

const gradientNames = ["grads", "skip"];
const stepNames = [...gradientNames, "gradScale", "foundInf"];

/** The checked form of `StepOptions`; one object is filled again for every step. */
export class StepRequest {
  grads: readonly (Float32Array | null)[] | null = null;
  /** 1 for each parameter that has no gradient in this step; null: all have one. */
  absent: Uint8Array | null = null;
  gradientFactor = 1;
  foundInf = false;
  readonly #marks: Uint8Array;
  readonly #lengths: readonly number[];
  /** 1 for each parameter that every step leaves out. */
  readonly #frozen: Uint8Array;
  #hasFrozen = false;

  /**
   * @param lengths How many values each parameter has.
   * @param before The request of the same optimizer with fewer parameters.
   */
  constructor(lengths: readonly number[], before: StepRequest | null = null) {
    this.#lengths = lengths;
    this.#marks = new Uint8Array(lengths.length);
    this.#frozen = new Uint8Array(lengths.length);
    if (before !== null) this.#frozen.set(before.#frozen);
    this.#hasFrozen = this.#frozen.includes(1);
    this.absent = this.#hasFrozen ? this.#frozen : null;
  }

  setFrozen(index: number, frozen: boolean): void {
    this.#frozen[index] = frozen ? 1 : 0;
    this.#hasFrozen = this.#frozen.includes(1);
    this.absent = this.#hasFrozen ? this.#frozen : null;
  }

  /** @throws InvalidArgumentError */
  readStep(options: StepOptions): this {
    this.gradientFactor = 1;
    this.foundInf = false;
    this.#read(options, stepNames);
    const { gradScale, foundInf } = options;
    if (gradScale !== undefined) this.gradientFactor = inverse(gradScale);
    if (foundInf !== undefined) {
      if (typeof foundInf !== "boolean")
        throw new InvalidArgumentError("foundInf", foundInf, "true or false");
      this.foundInf = foundInf;
    }
    return this;
  }

  /** @throws InvalidArgumentError */
  readGradients(options: GradientOptions): this {
    this.#read(options, gradientNames);
    return this;
  }

  #read(options: GradientOptions, names: readonly string[]): void {
    this.grads = null;
    this.absent = this.#hasFrozen ? this.#frozen : null;
    if (typeof options !== "object" || options === null) {
      throw new InvalidArgumentError("options", options, `an object with ${joinWords(names, "and")}`);
    }
    for (const name in options) {
      if (!names.includes(name)) {
        const given = (options as Record<string, unknown>)[name];
        throw new InvalidArgumentError(name, given, `left out: options are ${joinWords(names, "and")}`);
      }
    }
    const { grads, skip } = options;
    if (grads === undefined && skip === undefined) return;
    this.#marks.set(this.#frozen);
    if (grads !== undefined) this.#readGrads(grads);
    if (skip !== undefined) this.#readSkip(skip);
  }

  #readGrads(grads: readonly (Float32Array | null)[]): void {
    const { length } = this.#lengths;
    if (!Array.isArray(grads) || grads.length !== length) {
      throw new InvalidArgumentError(
        "grads",
        grads,
        `an array of ${length} gradients, one for each parameter`,
      );
    }
    for (let i = 0; i < length; i++) {
      const grad: unknown = grads[i];
      if (grad === null) this.#mark(i);
      else float32Array(`grads[${i}]`, grad, this.#lengths[i] as number);
    }
    this.grads = grads;
  }

  #readSkip(skip: readonly number[]): void {
    if (!Array.isArray(skip)) throw new InvalidArgumentError("skip", skip, "an array of parameter indices");
    for (const index of skip) {
      if (!Number.isInteger(index) || index < 0 || index >= this.#lengths.length) {
        throw new InvalidArgumentError(
          "skip",
          index,
          `the index of a parameter, 0 to ${this.#lengths.length - 1}`,
        );
      }
      this.#mark(index);
    }
  }

  #mark(index: number): void {
    this.#marks[index] = 1;
    this.absent = this.#marks;
  }
}

function inverse(scale: number): number {
  const factor = typeof scale === "number" ? Math.fround(1 / scale) : Number.NaN;
  if (!(factor > 0 && factor < Number.POSITIVE_INFINITY)) {
    throw new InvalidArgumentError("gradScale", scale, "a finite number above 0 whose inverse is a float32");
  }
  return factor;
}
