/** The npm package `webgpu` (Dawn): loaded only when a device is requested and there is none. */
import { InvalidArgumentError } from "@anneal/core";
import { GpuUnavailableError } from "./errors.js";

/** What of the package is used here. */
export interface Dawn {
  /** A `navigator.gpu`, for flags such as `backend=vulkan`. */
  readonly create: (flags: string[]) => GPU;
  /** `GPUBufferUsage` and the other names that browsers have as globals. */
  readonly globals: Readonly<Record<string, unknown>>;
}

let loading: Promise<Dawn> | null = null;

/** @throws GpuUnavailableError where the package is not installed or does not load. */
export function loadDawn(): Promise<Dawn> {
  loading ??= importDawn().catch((error: unknown) => {
    // It may be installed before the next try.
    loading = null;
    throw error;
  });
  return loading;
}

type AdapterSource = Pick<GPU, "requestAdapter">;

/** The last one for each list of flags. */
const instances = new Map<string, GPU>();
const kept = new Set<AdapterSource>();

/**
 * Keeps for good what has made a device: Dawn ends the process with a crash where that is collected before the device and
 * the last promise of the device, and nothing tells when that is. It does not keep the process from ending.
 */
export function keep(source: AdapterSource): void {
  kept.add(source);
}

/**
 * What `navigator.gpu` is here, if anything.
 * @throws InvalidArgumentError where it was not made with these flags, as it takes none
 */
export function presentGpu(flags: readonly string[]): GPU | null {
  const present = globalThis.navigator?.gpu;
  if (present === undefined) return null;
  if (instances.get(JSON.stringify(flags)) !== present)
    refuseFlags(flags, "a navigator.gpu that is there already");
  return present;
}

/** @throws InvalidArgumentError for flags that `what` would not read */
export function refuseFlags(flags: readonly string[], what: string): void {
  if (flags.length > 0)
    throw new InvalidArgumentError("flags", flags, `absent with ${what}: they are for Dawn`);
}

/**
 * Dawn's `navigator.gpu` for these flags: the one that is kept, else a new one, as drivers may have come since the last.
 * @throws InvalidArgumentError for flags that Dawn does not read
 * @throws GpuUnavailableError
 */
export async function dawnGpu(flags: readonly string[]): Promise<GPU> {
  const { create } = await loadDawn();
  const key = JSON.stringify(flags);
  const last = instances.get(key);
  if (last !== undefined && kept.has(last)) return last;
  const gpu = createGpu(create, flags);
  instances.set(key, gpu);
  return gpu;
}

function createGpu(create: Dawn["create"], flags: readonly string[]): GPU {
  try {
    return create([...flags]);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    if (flags.length === 0)
      throw new GpuUnavailableError(`Dawn does not start (${reason})`, { cause: error });
    const refused = new InvalidArgumentError("flags", flags, `flags that Dawn takes (${reason})`);
    refused.cause = error;
    throw refused;
  }
}

async function importDawn(): Promise<Dawn> {
  if (!("process" in globalThis)) {
    throw new GpuUnavailableError(
      "there is no navigator.gpu here: use a browser with WebGPU, and a page that was loaded over https",
    );
  }
  try {
    // In a bundle for browsers it is a chunk that is never loaded.
    return (await import("webgpu")) as unknown as Dawn;
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new GpuUnavailableError(
      `WebGPU needs the npm package webgpu here, which could not be loaded (${reason}). ` +
        "Install it with `npm install webgpu@0.6.2`, or hand in a device of your own",
      { cause: error },
    );
  }
}
