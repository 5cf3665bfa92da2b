/** One curve and a few optimizer steps, the same wherever they run. */

import { warmupCosine } from "@anneal/core";
import { AdamW, engineInfo, sample } from "@anneal/wasm";

/** What was computed, as bits. */
export interface Outcome {
  /** What `engine: "auto"` took. */
  readonly engine: "wasm" | "host";
  readonly curve: number[];
  readonly parameters: number[];
}

/** Odd, so that vectors leave a rest. */
const size = 1003;

/** Samples a schedule, and trains with it for three steps. */
export function work(engine: "auto" | "host"): Outcome {
  const lr = warmupCosine({ peak: 3e-4, end: 3e-5, warmupSteps: 500, totalSteps: 10_000 });
  const curve = sample(lr, { start: 0, count: 12_345, engine });

  const initial = Float32Array.from({ length: size }, (_, i) => ((i * 7919) % 1000) / 500 - 1);
  const optimizer = new AdamW([initial], { lr, weightDecay: 0.01, engine });
  for (let step = 0; step < 3; step++) {
    const [gradient] = optimizer.grads;
    gradient?.set(Float32Array.from({ length: size }, (_, i) => (((i + step) * 104_729) % 1000) / 500 - 1));
    optimizer.step();
  }
  const parameters = [...new Uint32Array(Float32Array.from(optimizer.params[0] ?? []).buffer)];
  optimizer.dispose();
  return {
    engine: engine === "host" ? "host" : engineInfo().engine,
    curve: [...new Uint32Array(curve.buffer, curve.byteOffset, curve.byteLength / 4)],
    parameters,
  };
}
