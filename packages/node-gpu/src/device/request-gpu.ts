/** From a wish to a device: `requestGpu`, and `borrowGpu` for a device that somebody already has. */
import { InvalidArgumentError } from "@anneal/core";
import { Fields, flag } from "@anneal/core/internal";
import { dawnGpu, keep } from "./dawn.js";
import { GpuUnavailableError } from "./errors.js";
import { Gpu, type GpuIdentity } from "./gpu.js";
import { strings } from "./strings.js";

export interface RequestGpuOptions {
  /** A hint for machines with two GPUs. Default: the system's choice. */
  readonly powerPreference?: GPUPowerPreference;
  /** Whether a processor may do the work of a GPU (SwiftShader, WARP, lavapipe). Default false. */
  readonly allowSoftware?: boolean;
  /** Flags for Dawn, such as `["backend=vulkan", "adapter=NVIDIA"]`; not for browsers. Default none. */
  readonly flags?: readonly string[];
  /** Where adapters come from. Default: `navigator.gpu` where there is one, else the npm package `webgpu`. */
  readonly gpu?: Pick<GPU, "requestAdapter">;
}

const optionNames = ["powerPreference", "allowSoftware", "flags", "gpu"] as const;

/** Limits that are worth having: what large buffers and large dispatches run into. */
const wantedLimits = [
  "maxBufferSize",
  "maxStorageBufferBindingSize",
  "maxStorageBuffersPerShaderStage",
  "maxComputeWorkgroupsPerDimension",
  "maxComputeInvocationsPerWorkgroup",
  "maxComputeWorkgroupSizeX",
  "maxComputeWorkgroupStorageSize",
] as const;

/**
 * A device of one's own, with the adapter's limits for buffers and dispatches; `destroy()` it in the end.
 *
 * @throws InvalidArgumentError for a bad option
 * @throws GpuUnavailableError where there is no package, no driver or no real GPU; the message says what to do
 */
export async function requestGpu(options: RequestGpuOptions = {}): Promise<Gpu> {
  const fields = new Fields("requestGpu", "options", options, optionNames);
  const powerPreference = fields.has("powerPreference")
    ? fields.choice("powerPreference", ["low-power", "high-performance"])
    : undefined;
  const allowSoftware = fields.read("allowSoftware", flag, false);
  const flags = fields.read("flags", strings, []);
  const source = fields.has("gpu") ? fields.read("gpu", adapterSource) : await findGpu(flags);
  const adapter = await source.requestAdapter(powerPreference === undefined ? {} : { powerPreference });
  if (adapter === null) throw new GpuUnavailableError(NO_ADAPTER);
  const identity = identify(adapter.info);
  if (identity.software && !allowSoftware) {
    throw new GpuUnavailableError(
      `the only WebGPU adapter is a software one (${identity.architecture || identity.description}), which is slower ` +
        "than the WebAssembly module: install the driver of your GPU, or ask for it with allowSoftware: true",
    );
  }
  const requiredLimits: Record<string, number> = {};
  for (const name of wantedLimits) requiredLimits[name] = adapter.limits[name];
  const device = await adapter.requestDevice({ requiredLimits });
  keep(source);
  return new Gpu(device, identity, true);
}

/**
 * A device of somebody else, such as that of a page or of another library. `destroy()` leaves it alone.
 *
 * @throws InvalidArgumentError for what is no device
 */
export function borrowGpu(device: GPUDevice): Gpu {
  if (typeof device !== "object" || device === null || typeof device.createComputePipeline !== "function") {
    throw new InvalidArgumentError("device", device, "a GPUDevice");
  }
  return new Gpu(device, identify(device.adapterInfo), false);
}

const NO_ADAPTER =
  "WebGPU found no adapter. Install the driver of your GPU with Vulkan support (Linux: libvulkan1 and the driver's ICD). " +
  "For a software device on Debian: apt install libvulkan1 chromium-common, set " +
  "VK_ICD_FILENAMES=/usr/lib/chromium/vk_swiftshader_icd.json, and ask with allowSoftware: true";

async function findGpu(flags: readonly string[]): Promise<Pick<GPU, "requestAdapter">> {
  const present = typeof navigator === "undefined" ? undefined : navigator.gpu;
  return present ?? (await dawnGpu(flags));
}

/** Software adapters that drivers present as real ones. */
const softwareNames = /swiftshader|llvmpipe|lavapipe|basic render|warp/i;

function identify(info: GPUAdapterInfo | undefined): GpuIdentity {
  const { vendor = "", architecture = "", description = "", isFallbackAdapter = false } = info ?? {};
  const software = isFallbackAdapter || softwareNames.test(`${architecture} ${description}`);
  return { vendor, architecture, description, software };
}

function adapterSource(argument: string, value: unknown): Pick<GPU, "requestAdapter"> {
  const known = value as Pick<GPU, "requestAdapter">;
  if (typeof value === "object" && value !== null && typeof known.requestAdapter === "function") return known;
  throw new InvalidArgumentError(argument, value, "an object with requestAdapter, such as navigator.gpu");
}
