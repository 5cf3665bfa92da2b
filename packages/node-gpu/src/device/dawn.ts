/** The npm package `webgpu` (Dawn): loaded only when somebody asks for a device and there is none. */
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
    // Somebody may install it and try again.
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
 * Dawn's `navigator.gpu` for these flags: the one that is kept, else a new one, as drivers may have come since the last.
 * @throws GpuUnavailableError
 */
export async function dawnGpu(flags: readonly string[]): Promise<GPU> {
  const { create } = await loadDawn();
  const key = JSON.stringify(flags);
  const last = instances.get(key);
  if (last !== undefined && kept.has(last)) return last;
  const gpu = create([...flags]);
  instances.set(key, gpu);
  return gpu;
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
