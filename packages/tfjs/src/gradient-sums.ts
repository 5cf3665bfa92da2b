/** Accumulates gradients over several calls, for one update. */

/** Sums that are not complete. */
export interface SavedSums {
  /** The number of calls whose gradients they contain. */
  readonly calls: number;
  readonly sums: ReadonlyMap<string, Float32Array>;
}

export class GradientSums {
  readonly #count: number;
  readonly #sums = new Map<string, Float32Array>();
  #added = 0;

  /** @param count The number of calls per update. */
  constructor(count: number) {
    this.#count = count;
  }

  /**
   * Adds the gradients of a call.
   * @returns Null before the last call of an update. In the last call: the sums including its gradients, in the order of the
   * names. The stored sums do not include them, so the call can be repeated if the update fails; after it, call `clear`.
   */
  add(
    names: readonly string[],
    grads: readonly (Float32Array | null)[],
  ): readonly (Float32Array | null)[] | null {
    if (this.#added + 1 === this.#count) {
      return names.map((name, i) => addUp(this.#sums.get(name)?.slice(), grads[i] ?? null));
    }
    for (const [i, name] of names.entries()) {
      const sum = addUp(this.#sums.get(name), grads[i] ?? null);
      if (sum !== null) this.#sums.set(name, sum);
    }
    this.#added++;
    return null;
  }

  /** The sums so far by name; null between updates. */
  save(): SavedSums | null {
    if (this.#added === 0) return null;
    return { calls: this.#added, sums: new Map([...this.#sums].map(([name, sum]) => [name, sum.slice()])) };
  }

  /** Continues with saved sums. */
  load({ calls, sums }: SavedSums): void {
    this.clear();
    this.#added = calls;
    for (const [name, sum] of sums) this.#sums.set(name, sum.slice());
  }

  /** Starts the next update. */
  clear(): void {
    this.#sums.clear();
    this.#added = 0;
  }
}

/** Adds a gradient to a sum in place. */
function addUp(sum: Float32Array | undefined, gradient: Float32Array | null): Float32Array | null {
  if (gradient === null) return sum ?? null;
  if (sum === undefined) return gradient.slice();
  for (let k = 0; k < sum.length; k++) sum[k] = (sum[k] as number) + (gradient[k] as number);
  return sum;
}
