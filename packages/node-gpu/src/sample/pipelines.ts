/** A cache of compiled samplers, because compiling takes longer than sampling. */

/** The size of the cache of each device. It keeps the most recent samplers. */
const MOST = 32;

const made = new WeakMap<GPUDevice, Map<string, Promise<GPUComputePipeline>>>();

/** The pipeline of a shader on a device. */
export function samplerPipeline(device: GPUDevice, code: string): Promise<GPUComputePipeline> {
  const kept = made.get(device) ?? new Map<string, Promise<GPUComputePipeline>>();
  made.set(device, kept);
  const pipeline = kept.get(code) ?? compile(device, code);
  // The most recently used one is evicted last.
  kept.delete(code);
  kept.set(code, pipeline);
  pipeline.catch(() => kept.delete(code));
  const [oldest] = kept.keys();
  if (kept.size > MOST && oldest !== undefined) kept.delete(oldest);
  return pipeline;
}

function compile(device: GPUDevice, code: string): Promise<GPUComputePipeline> {
  const module = device.createShaderModule({ label: "anneal sampler", code });
  const compute = { module, entryPoint: "main" };
  return device.createComputePipelineAsync({ label: "anneal sampler", layout: "auto", compute });
}
