/** The text in batches: sequences and the characters that follow. */
import { Random } from "../train-digits/random.js";
import type { Text } from "./text.js";
import { CONTEXT } from "./weights.js";

/** The number of sequences per update. */
export const BATCH = 8;

/** One-hot rows of the characters and of the characters that follow, both [sequences * CONTEXT, characters]. */
export interface Batch {
  readonly shape: readonly [number, number];
  readonly inputs: Float32Array<ArrayBuffer>;
  readonly targets: Float32Array<ArrayBuffer>;
}

/** The batch of any update: every sequence of the text once in each epoch, in a random order. */
export function batchesOf({ training, alphabet }: Text, seed: number): (step: number) => Batch {
  const order = Uint32Array.from(
    { length: Math.floor((training.length - 1) / CONTEXT) },
    (_, i) => i * CONTEXT,
  );
  new Random(seed).shuffle(order);
  return (step) => {
    const starts = Array.from(
      { length: BATCH },
      (_, i) => order[(step * BATCH + i) % order.length] as number,
    );
    return batchAt(training, starts, alphabet.length);
  };
}

/** The sequences that begin at the given positions of a text. */
export function batchAt(text: Uint8Array, starts: readonly number[], characters: number): Batch {
  const inputs = new Float32Array(starts.length * CONTEXT * characters);
  const targets = new Float32Array(inputs.length);
  starts.forEach((start, sequence) => {
    for (let i = 0; i < CONTEXT; i++) {
      const row = (sequence * CONTEXT + i) * characters;
      inputs[row + (text[start + i] as number)] = 1;
      targets[row + (text[start + i + 1] as number)] = 1;
    }
  });
  return { shape: [starts.length * CONTEXT, characters], inputs, targets };
}
