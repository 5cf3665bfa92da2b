/** Checks of a step's gradients before anything changes. */
import { bufferOf } from "../arrays.js";
import { InvalidArgumentError } from "../errors.js";
import type { GroupPart } from "./create-groups.js";
import type { Arena } from "./engine.js";
import { NonFiniteGradientError } from "./errors.js";
import { lengthOf } from "./float32.js";
import type { NonFinitePolicy } from "./options.js";
import { refuseOverlaps } from "./overlaps.js";
import type { ParameterArray } from "./parameter-array.js";
import type { StepRequest } from "./step-options.js";

/** The arrays of an optimizer. */
export interface GradientMemory {
  readonly arenas: readonly Arena[];
  readonly params: readonly ParameterArray[];
  readonly grads: readonly ParameterArray[];
}

/** @throws InvalidArgumentError if gradients are missing, or share elements illegally. */
export function assertUsable(
  { params, grads, arenas }: GradientMemory,
  { grads: given }: StepRequest,
  isCaller: boolean,
): void {
  if (given === null) {
    if (!isCaller) return;
    throw new InvalidArgumentError("grads", undefined, 'given, one for each parameter (memory: "caller")');
  }
  if (isCaller) {
    const count = params.length;
    refuseOverlaps([...params, ...given], (index) =>
      index < count ? `params[${index}]` : `grads[${index - count}]`,
    );
    return;
  }
  // A parameter's own view is allowed; another parameter's view would be overwritten before it is read.
  const others = given.map((gradient, i) => (gradient === grads[i] ? null : gradient));
  const isResident = (array: ParameterArray) => arenas.some(({ buffer }) => bufferOf(array) === buffer);
  if (!others.some((gradient) => gradient !== null && isResident(gradient))) {
    refuseOverlaps(others, (index) => `grads[${index}]`);
    return;
  }
  refuseOverlaps([...grads, ...others], (index) =>
    index < grads.length ? `the resident gradient ${index}` : `grads[${index - grads.length}]`,
  );
}

/**
 * The first parameter whose gradient is not finite.
 * @throws NonFiniteGradientError with the policy `"throw"`
 */
export function findNonFinite(
  parts: readonly GroupPart[],
  { absent, grads, gradientFactor }: StepRequest,
  policy: NonFinitePolicy,
): number | null {
  if (policy === "propagate") return null;
  for (const { core } of parts) {
    for (let i = core.start; i < core.end; i++) {
      if (absent?.[i] === 1) continue;
      // The update uses the product: a factor above 1 can turn finite values into infinities.
      const index = i - core.start;
      const passes =
        core.storage.allFinite(index, grads) &&
        (gradientFactor <= 1 || firstInfinite(core.storage.gradient(index, grads), gradientFactor) < 0);
      if (passes) continue;
      if (policy === "skip") return i;
      const gradient = core.storage.gradient(index, grads);
      const element = firstInfinite(gradient, gradientFactor);
      const product = Math.fround((gradient[element] as number) * gradientFactor);
      throw new NonFiniteGradientError(i, element, product);
    }
  }
  return null;
}

/** The index of the first value whose product with the factor is not a finite float32; -1: there is none. */
function firstInfinite(gradient: Float32Array, factor: number): number {
  for (let i = 0, length = lengthOf(gradient); i < length; i++) {
    if (!Number.isFinite(Math.fround((gradient[i] as number) * factor))) return i;
  }
  return -1;
}
