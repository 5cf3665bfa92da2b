/** The device of the tests: a software one where there is no other, so that results are the same everywhere. */
import { existsSync } from "node:fs";
import { describeWithFound, type Found } from "../../../core/test/support/requirement.js";
import { type Gpu, GpuUnavailableError, requestGpu, SAMPLE_BOUND, STEP_BOUND } from "../../src/index.js";

/** Where SwiftShader is installed: by Debian's chromium-common, by Google's Chrome. */
const drivers = ["/usr/lib/chromium/vk_swiftshader_icd.json", "/opt/google/chrome/vk_swiftshader_icd.json"];

// Before the first device: Vulkan's loader reads it then.
process.env.VK_ICD_FILENAMES ??= drivers.find(existsSync);

/**
 * Makes a device compile each shader once: SwiftShader takes a tenth of a second for the shaders of an optimizer, and most tests
 * create one that an earlier test created too. Shader modules and pipelines are immutable, so tests can share them.
 */
function compileOnce(device: GPUDevice): void {
  const codes = new WeakMap<GPUShaderModule, string>();
  const createModule = device.createShaderModule.bind(device);
  device.createShaderModule = (descriptor) => {
    const module = createModule(descriptor);
    codes.set(module, descriptor.code);
    return module;
  };
  const pipelines = new Map<string, Promise<GPUComputePipeline>>();
  const createPipeline = device.createComputePipelineAsync.bind(device);
  device.createComputePipelineAsync = (descriptor) => {
    const code = codes.get(descriptor.compute.module);
    if (code === undefined || descriptor.layout !== "auto") return createPipeline(descriptor);
    const key = JSON.stringify([code, descriptor.compute.entryPoint, descriptor.compute.constants]);
    let pipeline = pipelines.get(key);
    if (pipeline === undefined) {
      pipeline = createPipeline(descriptor);
      pipelines.set(key, pipeline);
    }
    return pipeline;
  };
}

async function findDevice(): Promise<Found<Gpu>> {
  try {
    const gpu = await requestGpu({ allowSoftware: true });
    compileOnce(gpu.device);
    return { found: gpu };
  } catch (error) {
    if (error instanceof GpuUnavailableError) return { missing: error.message };
    throw error;
  }
}

/** The one device of all files that a worker runs; it ends with the worker. */
let device: Promise<Found<Gpu>> | undefined;

/** `describe` for tests that need a device. Without one they are skipped with a printed reason, or fail in CI. */
export async function describeWithGpu(title: string, body: (gpu: Gpu) => void): Promise<void> {
  device ??= findDevice();
  describeWithFound("a WebGPU device", title, await device, body);
}

/** The same device with other limits, as our code sees them. */
export function withLimits(gpu: Gpu, limits: Partial<Record<keyof GPUSupportedLimits, number>>): GPUDevice {
  const seen = new Proxy(gpu.device.limits, {
    get: (target, name) => limits[name as keyof GPUSupportedLimits] ?? Reflect.get(target, name, target),
  });
  return new Proxy(gpu.device, {
    get(target, name) {
      if (name === "limits") return seen;
      const value: unknown = Reflect.get(target, name, target);
      return typeof value === "function" ? value.bind(target) : value;
    },
  });
}

/** How far a step may be from the host's: SwiftShader rounds every operation once, as the host does. */
export function stepBound(gpu: Gpu): number {
  return gpu.identity.architecture === "swiftshader" ? 0 : STEP_BOUND;
}

/** How far schedules of the constructors may be from the host's: what the README says was measured, or the bound. */
export function sampleBound(gpu: Gpu): number {
  return gpu.identity.architecture === "swiftshader" ? 2 ** -21 : SAMPLE_BOUND;
}
