/** What can go wrong with a device, besides a bad argument. */

/** There is no device to be had; the message says what to install or to allow. */
export class GpuUnavailableError extends Error {
  override readonly name = "GpuUnavailableError";
}

/** The device is gone: what was on it is lost, and what it was asked to do since may not have happened. */
export class DeviceLostError extends Error {
  override readonly name = "DeviceLostError";

  constructor(
    /** `"destroyed"` after `destroy()`, `"unknown"` for all else: a reset driver, a pulled card. */
    readonly reason: GPUDeviceLostReason,
    /** The words of the driver. */
    readonly detail: string,
  ) {
    const words = detail === "" ? "" : `: ${detail}`;
    super(
      `the GPU device was lost (${reason})${words}. Ask for a new one with requestGpu() and go on from the last read()`,
    );
  }
}

/** The device refused what it was asked to do. */
export class GpuValidationError extends Error {
  override readonly name = "GpuValidationError";
}

/** A step still has updates to submit, which would see the change. Nothing was done. */
export class StepPendingError extends Error {
  override readonly name = "StepPendingError";

  /** @param method What was called. */
  constructor(method: string) {
    super(`${method} was called while a step has updates left to submit. Await the steps before`);
  }
}
