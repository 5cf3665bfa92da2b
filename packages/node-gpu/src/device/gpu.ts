/// <reference lib="esnext.disposable" preserve="true" />
/** A device with its adapter info, ownership and loss. */

import { InvalidArgumentError } from "@anneal/core";
import { isFunction, isInstance, isRecord } from "@anneal/core/arguments";
import { makeDisposable } from "@anneal/core/optimizer-engine";
import { DeviceLostError, GpuValidationError } from "./errors.js";
import { type Refusal, watched } from "./refusals.js";

/** Identifies the device. Check `software`: training on a software device is about a hundred times slower. */
export interface GpuIdentity {
  /** Such as `"nvidia"`; `""` if the browser hides it. */
  readonly vendor: string;
  /** Such as `"hopper"` or `"swiftshader"`. */
  readonly architecture: string;
  readonly description: string;
  /** Whether the CPU emulates a GPU. */
  readonly software: boolean;
}

/** A WebGPU device and its owner. */
export class Gpu {
  declare readonly [Symbol.dispose]: () => void;

  static {
    makeDisposable(Gpu.prototype, function () {
      this.destroy();
    });
  }

  readonly device: GPUDevice;
  readonly identity: GpuIdentity;
  /** Whether `destroy` destroys the device; false for a borrowed one. */
  readonly owned: boolean;
  /** Resolves when the device is lost; never rejects. */
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
    // The owner of a borrowed device handles its errors.
    if (owned) {
      device.addEventListener("uncapturederror", (event) => {
        this.#refusal ??= new GpuValidationError(event.error.message);
      });
    }
  }

  /** How the device was lost; null if it is not lost. */
  get loss(): DeviceLostError | null {
    return this.#loss;
  }

  /**
   * Calls `listener` once, when the device is lost, or immediately if it already is.
   * @returns A function that removes the listener.
   * @throws InvalidArgumentError if it is not a function
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
   * @throws DeviceLostError if the device is lost; WebGPU itself ignores calls on a lost device silently
   * @throws GpuValidationError if the device rejected a call since the last check
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
   * Internal. Runs calls and returns the device's validation error. On an owned device, Dawn reports errors synchronously;
   * in a browser, which reports them later, the next use throws them. A borrowed device must be queried.
   */
  submit(run: () => void): Refusal | Promise<Refusal> {
    // Only validation can fail here, and each error scope takes time.
    if (!this.owned) return watched(this.device, run, ["validation"]).refusal;
    run();
    return this.#takeRefusal();
  }

  /**
   * Internal. Runs calls without waiting for their outcome.
   * @throws GpuValidationError if the device rejects them synchronously; otherwise the next use throws it
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

  /** Destroys the device if it is owned. Calling it again has no effect. */
  destroy(): void {
    if (!this.owned) return;
    this.device.destroy();
    this.#lose("destroyed", "");
  }

  /** Called by `destroy` too, because the device's promise resolves later. */
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

/** Like events: an error thrown by one listener does not stop the others. */
function call(listener: (loss: DeviceLostError) => void, loss: DeviceLostError): void {
  try {
    listener(loss);
  } catch (error) {
    queueMicrotask(() => {
      throw error;
    });
  }
}

/** Whether a value is a WebGPU device of any implementation. */
export function isDevice(value: unknown): value is GPUDevice {
  return isRecord(value) && typeof value.createComputePipeline === "function" && isRecord(value.lost);
}

/**
 * Returns the device of the `gpu` argument.
 * @throws InvalidArgumentError for anything else, such as the device itself; the errors of `assertUsable`
 */
export function usableDevice(gpu: Gpu): GPUDevice {
  if (!isInstance(gpu, Gpu)) {
    throw new InvalidArgumentError("gpu", gpu, "the result of requestGpu or borrowGpu");
  }
  gpu.assertUsable();
  return gpu.device;
}
