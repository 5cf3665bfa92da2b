/// <reference lib="esnext.disposable" preserve="true" />
/** A device with what has to be known about it: who made it, whether it is real, who destroys it, when it was lost. */
import { InvalidArgumentError } from "@anneal/core";
import { isFunction, isInstance, isRecord } from "@anneal/core/arguments";
import { DeviceLostError, GpuValidationError } from "./errors.js";
import { type Refusal, watched } from "./refusals.js";

/** Which device this is. A program that trains on a software device without noticing is a hundred times too slow. */
export interface GpuIdentity {
  /** Such as `"nvidia"`; `""` where the browser does not tell. */
  readonly vendor: string;
  /** Such as `"hopper"` or `"swiftshader"`. */
  readonly architecture: string;
  readonly description: string;
  /** Whether a processor does the work of a GPU. */
  readonly software: boolean;
}

/** A WebGPU device and its owner. */
export class Gpu {
  declare readonly [Symbol.dispose]: () => void;

  static {
    // Not every engine has the symbol.
    if (typeof Symbol.dispose === "symbol") {
      Object.defineProperty(Gpu.prototype, Symbol.dispose, {
        value(this: Gpu) {
          this.destroy();
        },
      });
    }
  }

  readonly device: GPUDevice;
  readonly identity: GpuIdentity;
  /** Whether `destroy` destroys the device: not a borrowed one. */
  readonly owned: boolean;
  /** Fulfilled, never rejected, when the device is lost. */
  readonly lost: Promise<DeviceLostError>;
  #loss: DeviceLostError | null = null;
  #refusal: Refusal = null;
  readonly #listeners = new Set<(loss: DeviceLostError) => void>();

  constructor(device: GPUDevice, identity: GpuIdentity, owned: boolean) {
    if (!isDevice(device)) throw new InvalidArgumentError("device", device, "a GPUDevice");
    this.device = device;
    this.identity = Object.freeze({ ...identity });
    this.owned = owned;
    this.lost = device.lost.then(({ reason, message }) => this.#lose(reason, message));
    // A borrowed device's errors are its owner's to read.
    if (owned) {
      device.addEventListener("uncapturederror", (event) => {
        this.#refusal ??= new GpuValidationError(event.error.message);
      });
    }
  }

  /** How the device was lost; null while it is there. */
  get loss(): DeviceLostError | null {
    return this.#loss;
  }

  /**
   * Calls `listener` once, when the device is lost; at once where it already is.
   * @returns A function that takes the listener away again.
   * @throws InvalidArgumentError for what is no function
   */
  onLost(listener: (loss: DeviceLostError) => void): () => void {
    if (!isFunction(listener)) throw new InvalidArgumentError("listener", listener, "a function");
    if (this.#loss !== null) {
      listener(this.#loss);
      return () => {};
    }
    this.#listeners.add(listener);
    return () => {
      this.#listeners.delete(listener);
    };
  }

  /**
   * @throws DeviceLostError where the device is gone; WebGPU itself would take every call in silence
   * @throws GpuValidationError where it refused something since the last time
   */
  assertUsable(): void {
    if (this.#loss !== null) throw this.#loss;
    const refusal = this.#takeRefusal();
    if (refusal !== null) throw refusal;
  }

  #takeRefusal(): Refusal {
    const refusal = this.#refusal;
    this.#refusal = null;
    return refusal;
  }

  /**
   * Not for users. Makes calls and says what the device refused of them. Of an owned device Dawn says it at once; where a
   * browser says it later, the next use throws it. Of a borrowed one it has to be asked.
   */
  submit(run: () => void): Refusal | Promise<Refusal> {
    // Nothing but validation fails there, and each scope costs time.
    if (!this.owned) return watched(this.device, run, ["validation"]).refusal;
    run();
    return this.#takeRefusal();
  }

  /**
   * Not for users. Makes calls whose outcome nobody waits for.
   * @throws GpuValidationError at once where the device refuses them at once; else the next use throws it
   */
  call<T>(run: () => T): T {
    if (this.owned) {
      const made = run();
      this.assertUsable();
      return made;
    }
    const { made, refusal } = watched(this.device, run);
    void refusal.then((refused) => {
      this.#refusal ??= refused;
    });
    return made;
  }

  /** Destroys the device, if it is owned. The second time does nothing. */
  destroy(): void {
    if (!this.owned) return;
    this.device.destroy();
    this.#lose("destroyed", "");
  }

  /** Also at once in `destroy`, as the promise of the device comes later. */
  #lose(reason: GPUDeviceLostReason, message: string): DeviceLostError {
    if (this.#loss === null) {
      this.#loss = new DeviceLostError(reason, message);
      const listeners = [...this.#listeners];
      this.#listeners.clear();
      for (const listener of listeners) call(listener, this.#loss);
    }
    return this.#loss;
  }
}

/** As events do: what one listener throws is nobody's answer, and keeps no other from being called. */
function call(listener: (loss: DeviceLostError) => void, loss: DeviceLostError): void {
  try {
    listener(loss);
  } catch (error) {
    queueMicrotask(() => {
      throw error;
    });
  }
}

/** Whether something is a device of WebGPU, of whichever implementation. */
export function isDevice(value: unknown): value is GPUDevice {
  return isRecord(value) && typeof value.createComputePipeline === "function" && isRecord(value.lost);
}

/**
 * The device of what was handed in as `gpu`.
 * @throws InvalidArgumentError for anything else, such as the device itself; what `assertUsable` throws
 */
export function usableDevice(gpu: Gpu): GPUDevice {
  if (!isInstance(gpu, Gpu)) {
    throw new InvalidArgumentError("gpu", gpu, "what requestGpu or borrowGpu returned");
  }
  gpu.assertUsable();
  return gpu.device;
}
