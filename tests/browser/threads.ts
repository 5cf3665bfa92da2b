/** Steps of two threads on a page, against one. */
import { AdamW, engineInfo, ThreadsUnavailableError } from "@anneal/wasm";

export interface ThreadsOutcome {
  /** How many threads `"auto"` takes, and why no more. */
  readonly auto: number;
  readonly reason: string | null;
  /** What two threads were refused with; null: they weren't. */
  readonly refusal: string | null;
  /** How many threads there were in the end. */
  readonly threads: number;
  readonly differences: number;
}

const size = 100_003;
const STEPS = 20;

export async function workInThreads(): Promise<ThreadsOutcome> {
  const { threads: auto, threadsReason: reason } = engineInfo("optimizers");
  try {
    return { auto, reason, refusal: null, ...(await compare()) };
  } catch (error) {
    if (!(error instanceof ThreadsUnavailableError)) throw error;
    return { auto, reason, refusal: error.name, threads: 1, differences: 0 };
  }
}

async function compare(): Promise<{ threads: number; differences: number }> {
  const [alone, shared] = [create(1), create(2)];
  // A worker of a page starts when the page has nothing to do.
  while (shared.threads < 2) {
    for (const each of [alone, shared]) each.step();
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  for (let t = 0; t < STEPS; t++) for (const each of [alone, shared]) each.step();
  const [one, two] = [alone, shared].map(({ params }) => params[0]) as [Float32Array, Float32Array];
  const differences = one.reduce((count, value, i) => count + Number(!Object.is(value, two[i])), 0);
  const { threads } = shared;
  for (const each of [alone, shared]) each.dispose();
  return { threads, differences };
}

function create(threads: number): AdamW {
  const optimizer = new AdamW([size], { engine: "wasm", threads });
  for (let i = 0; i < size; i++) {
    (optimizer.params[0] as Float32Array)[i] = ((i * 7919) % 1000) / 500 - 1;
    (optimizer.grads[0] as Float32Array)[i] = ((i * 104_729) % 1000) / 500 - 1;
  }
  return optimizer;
}
