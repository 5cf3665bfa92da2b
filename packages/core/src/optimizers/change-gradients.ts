/** What changes gradients in place before a step: clipping, limiting and adding up. */
import type { GroupPart } from "./create-groups.js";
import { clipFactor, TotalNorm } from "./gradient-norm.js";
import type { StepRequest } from "./step-options.js";

/** Scales all gradients so that their joint norm is at most `maxNorm`. @returns The norm before. */
export function clipGradients(
  parts: readonly GroupPart[],
  maxNorm: number,
  { absent, grads }: StepRequest,
): number {
  const total = new TotalNorm();
  for (const { core } of parts) {
    core.storage.take(grads);
    for (let i = core.start; i < core.end; i++)
      if (absent?.[i] !== 1) total.add(core.storage.sumOfSquares(i - core.start, grads));
  }
  const { norm } = total;
  const factor = clipFactor(norm, maxNorm);
  for (const { core } of parts) {
    for (let i = core.start; i < core.end; i++)
      if (absent?.[i] !== 1) core.storage.scale(i - core.start, factor, grads);
  }
  return norm;
}

/** Limits every element of the gradients to `-most ... most`, a float32. */
export function limitGradients(
  parts: readonly GroupPart[],
  most: number,
  { absent, grads }: StepRequest,
): void {
  for (const { core } of parts) {
    for (let i = core.start; i < core.end; i++) {
      if (absent?.[i] !== 1) core.storage.limit(i - core.start, most, grads);
    }
  }
}

/** Adds the given gradients to `sums`. @param isFirst Whether the sums begin anew. */
export function addGradients(
  sums: readonly Float32Array[],
  { absent, grads }: StepRequest,
  isFirst: boolean,
): void {
  for (let i = 0; i < sums.length; i++) {
    const [sum, gradient] = [sums[i] as Float32Array, grads?.[i]];
    if (isFirst && gradient !== sum) sum.fill(0);
    if (!gradient || gradient === sum || absent?.[i] === 1) continue;
    for (let k = 0; k < sum.length; k++) sum[k] = (sum[k] as number) + (gradient[k] as number);
  }
}
