/** Errors of devices, other than invalid arguments. */

/** No device is available; the message says what to install or allow. */
export class GpuUnavailableError extends Error {
  override readonly name = "GpuUnavailableError";
}

/** The device is lost with its contents; work submitted since then may not have been done. */
export class DeviceLostError extends Error {
  override readonly name = "DeviceLostError";

  constructor(
    /** `"destroyed"` after `destroy()`, otherwise `"unknown"`: a driver reset, a removed card. */
    readonly reason: GPUDeviceLostReason,
    /** The driver's message. */
    readonly detail: string,
  ) {
    const words = detail === "" ? "" : `: ${detail}`;
    super(
      `the GPU device was lost (${reason})${words}. Request a new one with requestGpu() and continue from the last read()`,
    );
  }
}

/** The device rejected a call. */
export class GpuValidationError extends Error {
  override readonly name = "GpuValidationError";
}

/** A pending step still has updates to submit, which the call would affect. The call had no effect. */
export class StepPendingError extends Error {
  override readonly name = "StepPendingError";

  /** @param method The method called. */
  constructor(method: string) {
    super(`${method} was called while a step has updates left to submit. Await earlier steps first`);
  }
}
