/** Reads the options of a step without allocating, because it happens at every step. */
import { isRecord, wholeNumber } from "../arguments.js";
import { isArray } from "../arrays.js";
import { InvalidArgumentError } from "../errors.js";
import { joinWords, unknownOption } from "../option-errors.js";
import { type ParameterArray, type ParameterArrayKind, parameterArray } from "./parameter-array.js";

/** The gradients of a call. */
export interface GradientOptions {
  /**
   * One gradient per parameter, over the groups in order; null: this parameter has none, and is not updated. Resident
   * optimizers copy gradients that are not already their own; with `memory: "caller"` this option is required. No two
   * gradients may share elements, nor may one share elements with the resident gradient of another.
   */
  readonly grads?: readonly (ParameterArray | null)[];
  /** Indices of parameters without a gradient: they are not updated. */
  readonly skip?: readonly number[];
}

/** The options of clipping: which gradients to clip. */
export interface ClipOptions extends GradientOptions {
  /** The index of the only group to clip. Default: all groups together. */
  readonly group?: number;
}

/** The options of a step. */
export interface StepOptions extends GradientOptions {
  /**
   * The scale of the loss. The gradients are multiplied by `1 / gradScale`, rounded to float32, as they are read; the
   * arrays do not change. Default 1.
   */
  readonly gradScale?: number;
  /** Whether an infinity or NaN was found in the gradients: then the step is skipped. Default false. */
  readonly foundInf?: boolean;
}

const gradientNames = ["grads", "skip"];
const clipNames = [...gradientNames, "group"];
const stepNames = [...gradientNames, "gradScale", "foundInf"];

/** The class and length that the gradient of a parameter must have. */
interface GradientShape {
  readonly kind: ParameterArrayKind;
  readonly length: number;
}

/** The checked form of `StepOptions`; one object is refilled for every step. */
export class StepRequest {
  grads: readonly (ParameterArray | null)[] | null = null;
  /** 1 for each parameter without a gradient in this step; null: all have one. */
  absent: Uint8Array | null = null;
  gradientFactor = 1;
  foundInf = false;
  /** The only selected group; null: all. */
  group: number | null = null;
  readonly #marks: Uint8Array;
  readonly #params: readonly GradientShape[];
  /** The gradients at the time when the options were read, even if the caller's list changes. */
  readonly #given: (ParameterArray | null)[];

  /** 1 for each frozen parameter. */
  readonly #frozen: Uint8Array;
  #hasFrozen = false;

  /**
   * @param params The parameters: a gradient is an array of the same class and length.
   * @param before The request of the same optimizer with fewer parameters.
   */
  constructor(params: readonly GradientShape[], before: StepRequest | null = null) {
    this.#params = params;
    this.#marks = new Uint8Array(params.length);
    this.#given = params.map(() => null);
    this.#frozen = new Uint8Array(params.length);
    if (before !== null) this.#frozen.set(before.#frozen);
    this.#noticeFrozen();
  }

  setFrozen(index: number, frozen: boolean): void {
    this.#frozen[index] = frozen ? 1 : 0;
    this.#noticeFrozen();
  }

  #noticeFrozen(): void {
    this.#hasFrozen = this.#frozen.includes(1);
    this.absent = this.#hasFrozen ? this.#frozen : null;
  }

  /** @throws InvalidArgumentError */
  readStep(options: StepOptions): void {
    refuseUnknown(options, stepNames);
    // Every field is read before any is checked, because a getter could invalidate an earlier check.
    const { grads, skip, gradScale, foundInf } = options;
    this.#readGradients(grads, skip);
    this.gradientFactor = gradScale === undefined ? 1 : inverse(gradScale);
    if (foundInf !== undefined && typeof foundInf !== "boolean") {
      throw new InvalidArgumentError("foundInf", foundInf, "true or false");
    }
    this.foundInf = foundInf ?? false;
  }

  /** @throws InvalidArgumentError */
  readGiven(options: GradientOptions): void {
    refuseUnknown(options, gradientNames);
    const { grads, skip } = options;
    if (grads === undefined) throw new InvalidArgumentError("grads", grads, "given, one for each parameter");
    this.#readGradients(grads, skip);
    this.group = null;
  }

  /** @throws InvalidArgumentError */
  readClip(options: ClipOptions): void {
    refuseUnknown(options, clipNames);
    const { grads, skip, group } = options;
    this.#readGradients(grads, skip);
    this.group = group === undefined ? null : wholeNumber("group", group);
  }

  /**
   * Checks the gradients, after all of the caller's code has run, which could have transferred them.
   * @throws InvalidArgumentError
   */
  assertAttached(): void {
    const grads = this.grads ?? [];
    for (let i = 0; i < grads.length; i++) {
      if (grads[i] === null) continue;
      const { kind, length } = this.#params[i] as GradientShape;
      parameterArray(`grads[${i}]`, grads[i], kind, length);
    }
  }

  /** Releases the caller's gradients, which may be large. */
  release(): void {
    this.#given.fill(null);
    this.grads = null;
  }

  #readGradients(grads: unknown, skip: unknown): void {
    this.grads = null;
    this.absent = this.#hasFrozen ? this.#frozen : null;
    if (grads === undefined && skip === undefined) return;
    this.#marks.set(this.#frozen);
    if (grads !== undefined) this.#readGrads(grads);
    if (skip !== undefined) this.#readSkip(skip);
  }

  #readGrads(grads: unknown): void {
    const given = this.#given;
    if (!isArray(grads) || grads.length !== given.length) {
      throw new InvalidArgumentError(
        "grads",
        grads,
        `an array of ${given.length} gradients, one for each parameter`,
      );
    }
    this.grads = given;
    for (let i = 0; i < given.length; i++) {
      given[i] = grads[i] as ParameterArray | null;
      if (given[i] === null) this.#mark(i);
    }
  }

  #readSkip(skip: unknown): void {
    if (!isArray(skip)) throw new InvalidArgumentError("skip", skip, "an array of parameter indices");
    for (let i = 0; i < skip.length; i++) {
      const index = skip[i] as number;
      if (!Number.isInteger(index) || index < 0 || index >= this.#params.length) {
        throw new InvalidArgumentError(
          "skip",
          index,
          `the index of a parameter, 0 to ${this.#params.length - 1}`,
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

function refuseUnknown(options: unknown, names: readonly string[]): void {
  if (!isRecord(options)) {
    throw new InvalidArgumentError("options", options, `an object with ${joinWords(names, "and")}`);
  }
  for (const name in options) {
    if (!names.includes(name)) throw unknownOption("the call", "", name, options[name], names);
  }
}

function inverse(scale: number): number {
  const factor = typeof scale === "number" ? Math.fround(1 / scale) : Number.NaN;
  if (!(factor > 0 && factor < Number.POSITIVE_INFINITY)) {
    throw new InvalidArgumentError("gradScale", scale, "a finite number above 0 whose inverse is a float32");
  }
  return factor;
}
