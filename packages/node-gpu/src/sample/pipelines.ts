/** Compiled samplers, kept for the next one of the same schedule: compiling takes longer than sampling. */

/** So many of a device; a program that samples ever new schedules keeps the last ones only. */
const MOST = 32;

const made = new WeakMap<GPUDevice, Map<string, Promise<GPUComputePipeline>>>();

/** The pipeline of this code on this device. */
export function samplerPipeline(device: GPUDevice, code: string): Promise<GPUComputePipeline> {
  const kept = made.get(device) ?? new Map<string, Promise<GPUComputePipeline>>();
  made.set(device, kept);
  const pipeline = kept.get(code) ?? compile(device, code);
  // The last one that was asked for is the last one to go.
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
