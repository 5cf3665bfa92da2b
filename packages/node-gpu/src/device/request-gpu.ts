/** Requests a device (`requestGpu`) or wraps an existing one (`borrowGpu`). */
import { InvalidArgumentError } from "@anneal/core";
import { Fields, flag, isRecord } from "@anneal/core/arguments";
import { dawnGpu, keep, presentGpu, refuseFlags } from "./dawn.js";
import { GpuUnavailableError } from "./errors.js";
import { Gpu, type GpuIdentity, isDevice } from "./gpu.js";
import { strings } from "./strings.js";

export interface RequestGpuOptions {
  /** A hint for machines with two GPUs. Default: the system's choice. */
  readonly powerPreference?: GPUPowerPreference;
  /** Whether to accept a software device (SwiftShader, WARP, lavapipe). Default: false. */
  readonly allowSoftware?: boolean;
  /**
   * Flags for Dawn, such as `["backend=vulkan", "adapter=NVIDIA"]`. Not allowed with a `navigator.gpu` or the `gpu`
   * option. Default: none.
   */
  readonly flags?: readonly string[];
  /** The source of adapters. Default: `navigator.gpu` if it exists, otherwise the npm package `webgpu`. */
  readonly gpu?: Pick<GPU, "requestAdapter">;
}

const optionNames = ["powerPreference", "allowSoftware", "flags", "gpu"] as const;

/**
 * Requests an owned device with all of the adapter's limits. Call `destroy()` when done.
 *
 * @throws InvalidArgumentError for an invalid option, and for flags that Dawn does not support or that would be ignored
 * @throws GpuUnavailableError if there is no package, driver or hardware GPU; the message says what to do
 */
export async function requestGpu(options: RequestGpuOptions = {}): Promise<Gpu> {
  const fields = new Fields("requestGpu", "options", options, optionNames);
  const powerPreference = fields.has("powerPreference")
    ? fields.choice("powerPreference", ["low-power", "high-performance"])
    : undefined;
  const allowSoftware = fields.read("allowSoftware", flag, false);
  const flags = fields.read("flags", strings, []);
  const given = fields.readOrNull("gpu", adapterSource);
  if (given !== null) refuseFlags(flags, "gpu");
  const source = given ?? presentGpu(flags) ?? (await dawnGpu(flags));
  const wish = powerPreference === undefined ? {} : { powerPreference };
  const withFlags = flags.length === 0 ? "" : ` with the flags ${JSON.stringify(flags)}`;
  const noAdapter = `WebGPU found no adapter${withFlags}`;
  const adapter = await orUnavailable(noAdapter, () => source.requestAdapter(wish));
  if (adapter === null) throw new GpuUnavailableError(`${noAdapter}. ${WHAT_TO_INSTALL}`);
  const identity = identify(adapter.info);
  if (identity.software && !allowSoftware) {
    throw new GpuUnavailableError(
      `the only WebGPU adapter is a software one (${identity.architecture || identity.description}), which is slower ` +
        "than the WebAssembly module: install the driver of your GPU, or ask for it with allowSoftware: true",
    );
  }
  const device = await orUnavailable("The WebGPU adapter gave no device", () =>
    adapter.requestDevice({ requiredLimits: limitsOf(adapter) }),
  );
  keep(source);
  return new Gpu(device, identity, true);
}

/**
 * Wraps a device owned by other code, such as a page or another library. `destroy()` does not destroy it.
 *
 * @throws InvalidArgumentError if it is not a device
 */
export function borrowGpu(device: GPUDevice): Gpu {
  if (!isDevice(device)) {
    throw new InvalidArgumentError("device", device, "a GPUDevice");
  }
  return new Gpu(device, identify(device.adapterInfo), false);
}

const WHAT_TO_INSTALL =
  "Install the driver of your GPU with Vulkan support (Linux: libvulkan1 and the driver's ICD). " +
  "For a software device on Debian: apt install libvulkan1 chromium-common, set " +
  "VK_ICD_FILENAMES=/usr/lib/chromium/vk_swiftshader_icd.json, and ask with allowSoftware: true";

/** @throws GpuUnavailableError for any failure, because implementations have no specific error for it */
async function orUnavailable<T>(what: string, ask: () => Promise<T>): Promise<T> {
  try {
    return await ask();
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new GpuUnavailableError(`${what} (${reason}). ${WHAT_TO_INSTALL}`, { cause: error });
  }
}

/** Returns all limits of an adapter: limits that are not requested get WebGPU's minimum. */
function limitsOf({ limits }: GPUAdapter): Record<string, number> {
  const all: Record<string, number> = {};
  // The limits are inherited getters.
  for (const name in limits) {
    const limit: unknown = limits[name as keyof GPUSupportedLimits];
    if (typeof limit === "number") all[name] = limit;
  }
  return all;
}

/** Software adapters that drivers present as real ones. */
const softwareNames = /swiftshader|llvmpipe|lavapipe|basic render|warp/i;

function identify(info: GPUAdapterInfo | undefined): GpuIdentity {
  const { vendor = "", architecture = "", description = "", isFallbackAdapter = false } = info ?? {};
  const software = isFallbackAdapter || softwareNames.test(`${architecture} ${description}`);
  return { vendor, architecture, description, software };
}

function adapterSource(argument: string, value: unknown): Pick<GPU, "requestAdapter"> {
  if (isRecord(value) && typeof value.requestAdapter === "function") {
    return value as unknown as Pick<GPU, "requestAdapter">;
  }
  throw new InvalidArgumentError(argument, value, "an object with requestAdapter, such as navigator.gpu");
}
