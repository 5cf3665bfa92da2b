/** Validation errors of a device: WebGPU does not throw them, so they must be queried. */
import { GpuValidationError } from "./errors.js";

/** A validation error, or null. Some devices report it synchronously, others asynchronously. */
export type Refusal = GpuValidationError | null;

const allScopes = ["out-of-memory", "validation"] as const;

/** Makes calls and queries the device for their validation errors. The promise never rejects. */
export function watched<T>(
  device: GPUDevice,
  run: () => T,
  scopes: readonly GPUErrorFilter[] = allScopes,
): { readonly made: T; readonly refusal: Promise<Refusal> } {
  for (const scope of scopes) device.pushErrorScope(scope);
  let made: T;
  let answers: Promise<GPUError | null>[];
  try {
    made = run();
  } finally {
    // Before any await, because the scopes would catch errors of other code. A lost device has no scopes left.
    answers = scopes.map(() => device.popErrorScope().catch(() => null));
  }
  const refusal = Promise.all(answers).then((errors) => {
    const error = errors.find((each) => each !== null);
    return error ? new GpuValidationError(error.message) : null;
  });
  return { made, refusal };
}

/**
 * Returns the result of `make` once the device has accepted it.
 * @throws GpuValidationError if it has not, for example for a buffer of another device
 */
export async function withErrorScope<T>(device: GPUDevice, make: () => T): Promise<T> {
  const { made, refusal } = watched(device, make);
  const refused = await refusal;
  if (refused !== null) throw refused;
  return made;
}

/** Returns the first of several validation errors, once all are known. */
export async function firstOf(refusals: readonly (Refusal | Promise<Refusal>)[]): Promise<Refusal> {
  let first: Refusal = null;
  for (const refusal of refusals) first ??= await refusal;
  return first;
}
