/** The reports of an optimizer on a device. */
import { HEADER_LENGTH } from "./shaders.js";

/** The outcome of the steps so far. */
export interface GpuReport {
  /** The number of updates. */
  readonly stepCount: number;
  /** The number of steps skipped by `nonFinite: "skip"` or `foundInf`. */
  readonly skipped: number;
  /** The joint norm of the gradients of the last step, before clipping; null without `maxNorm`. */
  readonly gradientNorm: number | null;
  /** Whether those gradients had NaN or infinities; null if they are not inspected. */
  readonly foundNonFinite: boolean | null;
}

/** Parameters after a step. */
export interface GpuSnapshot {
  readonly stepCount: number;
  /** Copies, of all groups in order. */
  readonly params: readonly Float32Array[];
}

/**
 * Reads the header of the state buffer.
 * @param looks Whether the device inspects the gradients.
 */
export function reportOf(header: Uint32Array, looks: boolean): GpuReport {
  const [low = 0, high = 0, , skipped = 0, norm = 0, , found = 0] = header.subarray(0, HEADER_LENGTH);
  return {
    stepCount: high * 2 ** 32 + low,
    skipped,
    gradientNorm: looks ? (new Float32Array(Uint32Array.of(norm).buffer)[0] as number) : null,
    foundNonFinite: looks ? found === 1 : null,
  };
}

/** A copy with its own arrays. */
export function copyOf({ stepCount, params }: GpuSnapshot): GpuSnapshot {
  return Object.freeze({ stepCount, params: Object.freeze(params.map((values) => values.slice())) });
}
