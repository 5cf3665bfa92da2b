/** The npm package `webgpu` (Dawn), which is loaded only if a device is requested and there is no `navigator.gpu`. */
import { InvalidArgumentError } from "@anneal/core";
import { GpuUnavailableError } from "./errors.js";

/** The parts of the package that are used. */
export interface Dawn {
  /** Creates a `navigator.gpu` with flags such as `backend=vulkan`. */
  readonly create: (flags: string[]) => GPU;
  /** `GPUBufferUsage` and the other names that browsers have as globals. */
  readonly globals: Readonly<Record<string, unknown>>;
}

let loading: Promise<Dawn> | null = null;

/** @throws GpuUnavailableError if the package is not installed or fails to load */
export function loadDawn(): Promise<Dawn> {
  loading ??= importDawn().catch((error: unknown) => {
    // It may be installed before the next try.
    loading = null;
    throw error;
  });
  return loading;
}

type AdapterSource = Pick<GPU, "requestAdapter">;

/** The last instance for each list of flags. */
const instances = new Map<string, GPU>();
const kept = new Set<AdapterSource>();

/**
 * Keeps the source of a device forever. Dawn crashes the process if the source is collected before the device and its last
 * promise, and there is no way to observe when they are. This does not prevent the process from exiting.
 */
export function keep(source: AdapterSource): void {
  kept.add(source);
}

/**
 * The existing `navigator.gpu`, or null.
 * @throws InvalidArgumentError if it was created with other flags, because it accepts none
 */
export function presentGpu(flags: readonly string[]): GPU | null {
  const present = globalThis.navigator?.gpu;
  if (present === undefined) return null;
  if (instances.get(JSON.stringify(flags)) !== present) refuseFlags(flags, "an existing navigator.gpu");
  return present;
}

/** @throws InvalidArgumentError for flags, which `what` would ignore */
export function refuseFlags(flags: readonly string[], what: string): void {
  if (flags.length > 0)
    throw new InvalidArgumentError("flags", flags, `absent with ${what}; only Dawn reads them`);
}

/**
 * Dawn's `navigator.gpu` for these flags: the kept one, otherwise a new one, because drivers may have been installed since.
 * @throws InvalidArgumentError for flags that Dawn rejects
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
      throw new GpuUnavailableError(`Dawn failed to start (${reason})`, { cause: error });
    const refused = new InvalidArgumentError("flags", flags, `flags that Dawn accepts (${reason})`);
    refused.cause = error;
    throw refused;
  }
}

async function importDawn(): Promise<Dawn> {
  if (!("process" in globalThis)) {
    throw new GpuUnavailableError(
      "there is no navigator.gpu; use a browser with WebGPU, and a page loaded over https",
    );
  }
  try {
    // Bundles for browsers contain it as a chunk that is never loaded.
    return (await import("webgpu")) as unknown as Dawn;
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new GpuUnavailableError(
      `WebGPU outside browsers needs the npm package webgpu, which could not be loaded (${reason}). ` +
        "Install it with `npm install webgpu@0.6.2`, or pass your own device to borrowGpu()",
      { cause: error },
    );
  }
}
