/** What a worker does: one case after the other, saying before each which one it is. */
import type { MessagePort } from "node:worker_threads";
import { type Attack, caseOf } from "./attack.js";

/** What a worker is told. */
export interface Orders {
  readonly name: string;
  readonly seed: number;
  readonly from: number;
  readonly to: number;
  /** Cell 0 holds the case that is running, so that the watchdog sees it while the worker is busy. */
  readonly progress: Int32Array;
}

/** A case that went wrong. */
export interface Failure {
  readonly index: number;
  readonly what: string;
  readonly shown: string;
}

/** After so many failures there is enough to fix. */
export const MOST_FAILURES = 10;

export async function runCases(
  { attacks }: { readonly attacks: readonly Attack[] },
  { name, seed, from, to, progress }: Orders,
  port: MessagePort,
): Promise<void> {
  const attack = attacks.find((each) => each.name === name);
  if (attack === undefined) throw new Error(`there is no attack called ${name}`);
  let failures = 0;
  for (let index = from; index < to; index++) {
    Atomics.store(progress, 0, index);
    const attacked = caseOf(attack, seed, index);
    try {
      await attack.run(attacked);
    } catch (error) {
      const what = error instanceof Error ? (error.stack ?? error.message) : String(error);
      port.postMessage({ index, what, shown: attack.show(attacked) } satisfies Failure);
      if (++failures === MOST_FAILURES) break;
    }
  }
  Atomics.store(progress, 0, to);
}
