/** How many references to buffers a device holds: what is not given back shows here. */
import { jit, numpy as np } from "@jax-js/jax";

interface Backend {
  malloc(...args: unknown[]): unknown;
  incRef(...args: unknown[]): unknown;
  decRef(...args: unknown[]): unknown;
}

/** The backend of the default device, caught where jax-js hands it to an array; there is no public way to it. */
function currentBackend(): Backend {
  const prototype = np.Array.prototype as unknown as { _putSync(backend: Backend): unknown };
  const original = prototype._putSync;
  let caught: Backend | undefined;
  prototype._putSync = function (backend) {
    caught = backend;
    return original.call(this, backend);
  };
  try {
    const identity = jit((x: np.Array) => x.add(1));
    identity(np.zeros([2])).js();
    identity.dispose();
  } finally {
    prototype._putSync = original;
  }
  if (caught === undefined) throw new Error("jax-js no longer hands its backend to arrays");
  return caught;
}

/** How many references to buffers `work` takes and does not give back. */
export function referencesKept(work: () => void): number {
  const backend = currentBackend();
  const { malloc, incRef, decRef } = backend;
  let held = 0;
  const counted =
    (method: Backend["malloc"], change: number): Backend["malloc"] =>
    (...args) => {
      held += change;
      return method.apply(backend, args);
    };
  Object.assign(backend, {
    malloc: counted(malloc, 1),
    incRef: counted(incRef, 1),
    decRef: counted(decRef, -1),
  });
  try {
    work();
  } finally {
    Object.assign(backend, { malloc, incRef, decRef });
  }
  return held;
}
