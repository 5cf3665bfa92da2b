/** What a device refused: WebGPU throws nothing, it has to be asked. */
import { GpuValidationError } from "./errors.js";

/** What is known of a refusal: null for none. Some devices say it at once, others when they are asked. */
export type Refusal = GpuValidationError | null;

const allScopes = ["out-of-memory", "validation"] as const;

/** Makes calls, and asks the device what it refused of them. The answer is never rejected. */
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
    // Before anything is awaited, as calls of other code would fall into the scopes. A lost device has none any more.
    answers = scopes.map(() => device.popErrorScope().catch(() => null));
  }
  const refusal = Promise.all(answers).then((errors) => {
    const error = errors.find((each) => each !== null);
    return error ? new GpuValidationError(error.message) : null;
  });
  return { made, refusal };
}

/**
 * What `make` makes, once the device has taken it.
 * @throws GpuValidationError where it hasn't, such as for a buffer of another device
 */
export async function withErrorScope<T>(device: GPUDevice, make: () => T): Promise<T> {
  const { made, refusal } = watched(device, make);
  const refused = await refusal;
  if (refused !== null) throw refused;
  return made;
}

/** The first of several refusals, once all are known. */
export async function firstOf(refusals: readonly (Refusal | Promise<Refusal>)[]): Promise<Refusal> {
  let first: Refusal = null;
  for (const refusal of refusals) first ??= await refusal;
  return first;
}
