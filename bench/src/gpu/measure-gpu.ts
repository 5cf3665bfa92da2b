/** Compares AdamW on a device with WebAssembly, and the host time of a step with that of an empty compute pass. */
import { cosine, type LearningRate } from "@anneal/core";
import { createAdamW, type Gpu, type GpuOptimizer } from "@anneal/node-gpu";
import { AdamW, init } from "@anneal/wasm";
import { median } from "../measure/median.js";

/** Bytes that a step transfers per value: it reads p, g, m and v, and writes p, m and v. */
const BYTES_MOVED = 28;

export interface GpuEffort {
  readonly sizes: readonly number[];
  readonly rounds: number;
  /** Steps per submission. */
  readonly steps: number;
}

export const FULL: GpuEffort = { sizes: [1000, 100_000, 1_000_000, 10_000_000], rounds: 9, steps: 10 };
export const QUICK: GpuEffort = { sizes: [1000, 100_000], rounds: 3, steps: 5 };

/** The result of one engine at one size. */
export interface Speed {
  readonly size: number;
  readonly engine: "device" | "module";
  readonly nsPerElement: number;
  readonly gigabytesPerSecond: number;
}

/** Medians over interleaved rounds, so that a slowdown of the machine affects both engines. */
export async function measureSpeeds(gpu: Gpu, { sizes, rounds, steps }: GpuEffort): Promise<Speed[]> {
  await init();
  const speeds: Speed[] = [];
  for (const size of sizes) {
    const onDevice = await createAdamW(gpu, [size]);
    const inModule = new AdamW([size]);
    const gradient = new Float32Array(size).fill(0.5);
    onDevice.writeGradients([gradient]);
    inModule.grads[0]?.set(gradient);
    const times: { device: number[]; module: number[] } = { device: [], module: [] };
    // The first round warms up.
    for (let round = 0; round <= rounds; round++) {
      const device = await timed(async () => {
        await onDevice.step({ steps });
        await gpu.device.queue.onSubmittedWorkDone();
      });
      const module = await timed(() => {
        for (let i = 0; i < steps; i++) inModule.step();
      });
      if (round === 0) continue;
      times.device.push(device / steps);
      times.module.push(module / steps);
    }
    verify((await onDevice.read()).params[0], inModule.params[0]);
    for (const engine of ["device", "module"] as const) {
      const nanoseconds = (median(times[engine]) * 1e6) / size;
      speeds.push({ size, engine, nsPerElement: nanoseconds, gigabytesPerSecond: BYTES_MOVED / nanoseconds });
    }
    onDevice.dispose();
    inModule.dispose();
  }
  return speeds;
}

/** Makes sure that both engines compute the same step. */
function verify(device: Float32Array | undefined, module: Float32Array | undefined): void {
  const [a = Number.NaN, b = Number.NaN] = [device?.at(-1), module?.at(-1)];
  if (!(b !== 0 && Math.abs(a - b) <= 1e-5 * Math.abs(b)))
    throw new Error(`the device has ${a}, the module ${b}`);
}

/** The host time of a step with one kind of rate. */
export interface HostCost {
  readonly name: "the same rate" | "a schedule" | "a different rate each time";
  /** Microseconds to encode and submit a step. */
  readonly step: number;
  /** The median over the rounds of the ratio of this time to that of an empty pass. */
  readonly ratio: number;
}

/** Calls per turn; after each turn the host waits for the device, outside the measured time. */
const CALLS = 50;

/** Alternates between encoding and submitting steps of 1,000 values and empty compute passes. */
export async function measureHostCost(
  gpu: Gpu,
  rounds: number,
): Promise<{ readonly emptyPass: number; readonly steps: readonly HostCost[] }> {
  const { device } = gpu;
  const emptyPass = () => {
    const encoder = device.createCommandEncoder();
    encoder.beginComputePass().end();
    device.queue.submit([encoder.finish()]);
  };
  const turn = async (call: () => unknown) => {
    const pending: unknown[] = [];
    const milliseconds = await timed(() => {
      for (let i = 0; i < CALLS; i++) pending.push(call());
    });
    await Promise.all(pending);
    await device.queue.onSubmittedWorkDone();
    return (milliseconds * 1000) / CALLS;
  };
  const modes = await hostModes(gpu);
  const passes: number[] = [];
  const times = modes.map((): number[] => []);
  for (let round = 0; round < rounds + 3; round++) {
    const pass = await turn(emptyPass);
    const steps = [];
    for (const { step } of modes) steps.push(await turn(step));
    // The first rounds warm up.
    if (round < 3) continue;
    passes.push(pass);
    for (const [i, step] of steps.entries()) times[i]?.push(step);
  }
  const steps = modes.map(({ name, optimizer }, i): HostCost => {
    optimizer.dispose();
    const own = times[i] as number[];
    return { name, step: median(own), ratio: median(own.map((step, k) => step / (passes[k] as number))) };
  });
  return { emptyPass: median(passes), steps };
}

interface HostMode {
  readonly name: HostCost["name"];
  readonly optimizer: GpuOptimizer;
  readonly step: () => Promise<void>;
}

async function hostModes(gpu: Gpu): Promise<readonly HostMode[]> {
  const create = (lr: LearningRate) => createAdamW(gpu, [1000], { queueDepth: 2 * CALLS, lr });
  const same = await create(1e-3);
  const scheduled = await create(cosine({ peak: 1e-3, totalSteps: 100_000 }));
  const set = await create(1e-3);
  const [group] = set.groups;
  let rate = 1e-3;
  return [
    { name: "the same rate", optimizer: same, step: () => same.step() },
    { name: "a schedule", optimizer: scheduled, step: () => scheduled.step() },
    {
      name: "a different rate each time",
      optimizer: set,
      step: () => {
        rate *= 0.9999;
        if (group) group.lr = rate;
        return set.step();
      },
    },
  ];
}

async function timed(run: () => unknown): Promise<number> {
  const start = performance.now();
  const result = run();
  // Synchronous results are not awaited, because awaiting would be part of the measured time.
  if (result instanceof Promise) await result;
  return performance.now() - start;
}
