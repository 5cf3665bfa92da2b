/** Errors for unavailable WebAssembly, with advice. */

/** This engine has no WebAssembly, or no 128-bit SIMD. */
export class SimdUnavailableError extends Error {
  override readonly name = "SimdUnavailableError";

  constructor() {
    super(
      'this engine has no WebAssembly SIMD (Node 16.4, Chrome 91, Firefox 89 and Safari 16.4 have it); use engine: "auto" or "host", which give the same values in TypeScript',
    );
  }
}

/** The module is needed but not loaded, and can't be loaded synchronously. */
export class NotInitializedError extends Error {
  override readonly name = "NotInitializedError";

  constructor(file: string) {
    super(
      `the WebAssembly module is not loaded; call \`await init()\` once before, or \`initSync\` with the bytes of ${file}`,
    );
  }
}

/** The module could not be fetched, read or compiled, or belongs to another release. Loading can be retried. */
export class ModuleLoadError extends Error {
  override readonly name = "ModuleLoadError";

  constructor(reason: string, options?: ErrorOptions) {
    super(`the WebAssembly module can't be loaded: ${reason}`, options);
  }
}
