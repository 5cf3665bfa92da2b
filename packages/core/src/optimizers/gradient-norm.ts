/** The norm of all gradients and clipping by it, as torch.nn.utils.clip_grad_norm_ defines them. */
import { list, listOf, numberAtLeast } from "../arguments.js";
import { isDetached, isFloat32Array } from "../arrays.js";
import { InvalidArgumentError } from "../errors.js";
import { BLOCK_LENGTH } from "../kernel-sizes.js";
import { lengthOf } from "./float32.js";
import { refuseOverlaps } from "./overlaps.js";
import { addLanes, LANES, lanesOf } from "./rule/lanes.js";

const { fround, sqrt } = Math;

/**
 * Scales the gradients in place so that their joint norm is at most `maxNorm`.
 *
 * `norm = sqrt(sum over tensors of |g|^2)`, and every gradient is multiplied by `min(1, maxNorm / (norm + 1e-6))`, in
 * float32. A norm that overflows float32 is Infinity and sets finite gradients to 0.
 *
 * @param grads One Float32Array per tensor, without shared elements; null for tensors without a gradient.
 * @param maxNorm At least 0 and at most the largest float32; or Infinity, which only measures.
 * @returns The norm before clipping.
 * @throws InvalidArgumentError before anything changes.
 */
export function clipGradNorm(grads: readonly (Float32Array | null)[], maxNorm: number): number {
  const given = list("grads", grads, "Float32Arrays");
  // After all items are read, because an item may be a getter that transfers another.
  const checked = listOf("grads", given, "Float32Arrays", gradient);
  refuseOverlaps(checked, (index) => `grads[${index}]`);
  checkMaxNorm(maxNorm);
  const total = new TotalNorm();
  for (const grad of checked) {
    if (grad === null) continue;
    let squares = 0;
    const length = lengthOf(grad);
    for (let start = 0; start < length; start += BLOCK_LENGTH) {
      squares += sumOfSquares(grad, start, Math.min(BLOCK_LENGTH, length - start));
    }
    total.add(squares);
  }
  const factor = clipFactor(total.norm, maxNorm);
  for (const grad of checked) {
    if (grad === null) continue;
    for (let i = 0, length = lengthOf(grad); i < length; i++) grad[i] = (grad[i] as number) * factor;
  }
  return total.norm;
}

function gradient(argument: string, value: unknown): Float32Array | null {
  if (value === null || (isFloat32Array(value) && !isDetached(value))) return value;
  throw new InvalidArgumentError(argument, value, "null or a Float32Array whose buffer is not detached");
}

/** @throws InvalidArgumentError */
export function checkMaxNorm(maxNorm: number): void {
  if (maxNorm === Number.POSITIVE_INFINITY) return;
  numberAtLeast("maxNorm", maxNorm, 0);
  // Infinity times 0, the factor of an overflowing norm, would make every gradient NaN.
  if (fround(maxNorm) === Number.POSITIVE_INFINITY) {
    throw new InvalidArgumentError("maxNorm", maxNorm, "a number that a float32 can hold, at most 3.4e38");
  }
}

/** The norm of the tensors' norms, each a float32 as in PyTorch. */
export class TotalNorm {
  #squares = 0;

  /** Adds a tensor's sum of squares. */
  add(sumOfSquares: number): void {
    const norm = fround(sqrt(fround(sumOfSquares)));
    this.#squares += norm * norm;
  }

  get norm(): number {
    return fround(sqrt(fround(this.#squares)));
  }
}

/** The factor on the gradients, in PyTorch's order: a reciprocal, then a product. NaN stays NaN. */
export function clipFactor(norm: number, maxNorm: number): number {
  if (maxNorm === Number.POSITIVE_INFINITY) return 1;
  const reciprocal = fround(1 / fround(norm + fround(1e-6)));
  return Math.min(1, fround(reciprocal * fround(maxNorm)));
}

/** The reference for `Arena.sumOfSquares`. */
export function sumOfSquares(values: Float32Array, start: number, count: number): number {
  const lanes = lanesOf(0);
  for (let i = 0; i < count; i++) {
    const value = values[start + i] as number;
    const lane = i & (LANES - 1);
    lanes[lane] = (lanes[lane] as number) + value * value;
  }
  return addLanes(lanes);
}
