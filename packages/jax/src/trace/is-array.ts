/** Whether a value is an array of jax-js or a tracer. */
import { isRevoked } from "@anneal/core/arguments";
import type { numpy as np } from "@jax-js/jax";

/** Checks methods rather than the class, because an application may contain jax-js twice. */
export function isJaxArray(value: unknown): value is np.Array {
  if (typeof value !== "object" || value === null || isRevoked(value)) return false;
  return "aval" in value && "ref" in value && "dispose" in value;
}
