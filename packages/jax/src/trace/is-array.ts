/** Whether a value belongs to jax-js: an array, or what stands for one while a function is traced. */
import { isRevoked } from "@anneal/core/arguments";
import type { numpy as np } from "@jax-js/jax";

/** By what it can do, not by its class: an application may hold jax-js twice. */
export function isJaxArray(value: unknown): value is np.Array {
  if (typeof value !== "object" || value === null || isRevoked(value)) return false;
  return "aval" in value && "ref" in value && "dispose" in value;
}
