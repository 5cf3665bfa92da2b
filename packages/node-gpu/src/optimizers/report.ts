/** What an optimizer on a device tells of itself. */
import { HEADER_LENGTH } from "./shaders.js";

/** What the device knows after the steps so far. */
export interface GpuReport {
  /** Updates that were made. */
  readonly stepCount: number;
  /** Steps that were left out, with `nonFinite: "skip"`. */
  readonly skipped: number;
  /** The joint norm of the gradients of the last step, before clipping; null where nobody measures it. */
  readonly gradientNorm: number | null;
  /** Whether those held NaN or an infinity; null where nobody looks. */
  readonly foundNonFinite: boolean | null;
}

/** Parameters as they were at some step. */
export interface GpuSnapshot {
  readonly stepCount: number;
  /** Copies, over the groups in order. */
  readonly params: readonly Float32Array[];
}

/**
 * The head of the state buffer, in words.
 * @param looks Whether the device looks at the gradients.
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

/** The same with arrays of its own: what is done with one is not seen in the other. */
export function copyOf({ stepCount, params }: GpuSnapshot): GpuSnapshot {
  return Object.freeze({ stepCount, params: Object.freeze(params.map((values) => values.slice())) });
}
