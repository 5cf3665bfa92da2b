/** The npm package `webgpu` (Dawn): loaded only when somebody asks for a device and there is none. */
import { GpuUnavailableError } from "./errors.js";

/** What of the package is used here. */
export interface Dawn {
  /** `navigator.gpu`, for flags such as `backend=vulkan`. The process lives as long as what it returns. */
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
