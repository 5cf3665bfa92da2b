/** AdamW on a device against the module, and what a step costs the host besides an empty compute pass. */
import { createAdamW, type Gpu } from "@anneal/node-gpu";
import { AdamW, init } from "@anneal/wasm";
import { median } from "../measure/median.js";

/** Bytes that a step moves for each value: p, g, m and v are read, p, m and v written. */
const BYTES_MOVED = 28;

export interface GpuEffort {
  readonly sizes: readonly number[];
  readonly rounds: number;
  /** Steps of one submission. */
  readonly steps: number;
}

export const FULL: GpuEffort = { sizes: [1000, 100_000, 1_000_000, 10_000_000], rounds: 9, steps: 10 };
export const QUICK: GpuEffort = { sizes: [1000, 100_000], rounds: 3, steps: 5 };

/** One engine at one size. */
export interface Speed {
  readonly size: number;
  readonly engine: "device" | "module";
  readonly nsPerElement: number;
  readonly gigabytesPerSecond: number;
}

/** Medians over rounds in which each has one turn, so that what slows the machine down slows both. */
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
    onDevice.free();
    inModule.free();
  }
  return speeds;
}

/** A benchmark of something else than it says is worse than none. */
function verify(device: Float32Array | undefined, module: Float32Array | undefined): void {
  const [a = Number.NaN, b = Number.NaN] = [device?.at(-1), module?.at(-1)];
  if (!(b !== 0 && Math.abs(a - b) <= 1e-5 * Math.abs(b)))
    throw new Error(`the device has ${a}, the module ${b}`);
}

/** What the host spends, in microseconds. */
export interface HostCost {
  readonly step: number;
  readonly emptyPass: number;
  /** The median over the rounds of one by the other. */
  readonly ratio: number;
}

/** Turns of the host alone: so many calls, after which the device is waited for. */
const CALLS = 50;

/** Encoding and submitting a step of 1,000 values, and a compute pass with nothing in it, in turns. */
export async function measureHostCost(gpu: Gpu, rounds: number): Promise<HostCost> {
  const { device } = gpu;
  const optimizer = await createAdamW(gpu, [1000], { queueDepth: 2 * CALLS });
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
  const steps: number[] = [];
  const passes: number[] = [];
  for (let round = 0; round < rounds + 3; round++) {
    const [pass, step] = [await turn(emptyPass), await turn(() => optimizer.step())];
    // The first rounds warm up.
    if (round < 3) continue;
    passes.push(pass);
    steps.push(step);
  }
  optimizer.free();
  const ratio = median(steps.map((step, i) => step / (passes[i] as number)));
  return { step: median(steps), emptyPass: median(passes), ratio };
}

async function timed(run: () => unknown): Promise<number> {
  const start = performance.now();
  const result = run();
  // Nothing is awaited where nothing is promised: that would be part of the time.
  if (result instanceof Promise) await result;
  return performance.now() - start;
}
