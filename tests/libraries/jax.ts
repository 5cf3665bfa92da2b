/** Fused steps over arrays of jax-js's wasm device on a page, against the same steps over plain arrays. */
import { AdamW as PlainAdamW } from "@anneal/core";
import { fusedAdamW } from "@anneal/jax/fused";
import { blockUntilReady, defaultDevice, init, jit, numpy as np, tree } from "@jax-js/jax";
import { countDifferences, waves } from "./numbers.js";

export interface JaxOutcome {
  readonly inPlace: boolean;
  readonly reason: string | null;
  /** Values of parameters that differ from those of plain arrays, over all steps. */
  readonly differences: number;
  /** Values of the first parameters that have changed. */
  readonly changed: number;
}

const STEPS = 8;
const LENGTHS = [40_003, 7];
const options = { lr: 0.05, weightDecay: 0.1 };

export async function trainWithJax(): Promise<JaxOutcome> {
  await init("wasm");
  defaultDevice("wasm");
  const arrays = LENGTHS.map((length, i) => waves(length, i));
  const reference = new PlainAdamW(arrays, { ...options, memory: "caller" });
  const optimizer = fusedAdamW(options);
  let params = LENGTHS.map((length, i) => np.array(waves(length, i)));
  const kept = params.map((array) => array.ref);
  // Large enough for threads to share; doubling is exact, so the gradients are the same in TypeScript.
  const double = jit((given: np.Array[]) => given.map((each) => each.mul(2)));
  const held: np.Array[] = [];
  let differences = 0;
  for (let step = 0; step < STEPS; step++) {
    const given = LENGTHS.map((length, i) => waves(length, 10 * step + i));
    const gradients = double(given.map((values) => np.array(values.slice())));
    await blockUntilReady(gradients);
    params = optimizer.step(params, gradients);
    reference.step({ grads: given.map((values) => values.map((value) => 2 * value)) });
    for (const [i, array] of params.entries())
      differences += countDifferences(await array.ref.data(), arrays[i] as Float32Array);
    // Grows the memory.
    held.push(np.ones([1_000_000]).mul(step + 1));
    await blockUntilReady(held);
  }
  let changed = 0;
  for (const [i, array] of kept.entries())
    changed += countDifferences(await array.data(), waves(LENGTHS[i] as number, i));
  const { inPlace, reason } = optimizer.updateInfo ?? { inPlace: false, reason: "no step" };
  tree.dispose([params, held]);
  optimizer.dispose();
  double.dispose();
  return { inPlace, reason, differences, changed };
}
