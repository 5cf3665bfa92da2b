/// <reference lib="esnext.disposable" preserve="true" />
/** A device with what has to be known about it: who made it, whether it is real, who destroys it, when it was lost. */
import { DeviceLostError, GpuValidationError } from "./errors.js";

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

const keepers = new WeakMap<GPUDevice, unknown>();

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
  /** Whether `destroy` destroys the device: not that of somebody else. */
  readonly owned: boolean;
  /** Fulfilled, never rejected, when the device is lost. */
  readonly lost: Promise<DeviceLostError>;
  #loss: DeviceLostError | null = null;
  #refusal: GpuValidationError | null = null;
  readonly #listeners = new Set<(loss: DeviceLostError) => void>();

  /** @param keeper Kept as long as the device is in use: what made it, which Dawn ends the device with. */
  constructor(device: GPUDevice, identity: GpuIdentity, owned: boolean, keeper: unknown = null) {
    this.device = device;
    this.identity = Object.freeze(identity);
    this.owned = owned;
    keepers.set(device, keeper);
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
   */
  onLost(listener: (loss: DeviceLostError) => void): () => void {
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
    if (this.#refusal !== null) {
      const refusal = this.#refusal;
      this.#refusal = null;
      throw refusal;
    }
  }

  /** Destroys the device, if it is owned, and lets the process end. The second time does nothing. */
  destroy(): void {
    if (this.owned) {
      this.device.destroy();
      this.#lose("destroyed", "");
    }
    keepers.delete(this.device);
  }

  /** Also at once in `destroy`, as the promise of the device comes later. */
  #lose(reason: GPUDeviceLostReason, message: string): DeviceLostError {
    if (this.#loss === null) {
      this.#loss = new DeviceLostError(reason, message);
      for (const listener of this.#listeners) listener(this.#loss);
      this.#listeners.clear();
      keepers.delete(this.device);
    }
    return this.#loss;
  }
}
