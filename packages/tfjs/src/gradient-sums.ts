/** Accumulates gradients over several calls, for one update. */
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
   * @returns The sums in the order of the names, after the last call of an update; null before.
   */
  add(
    names: readonly string[],
    grads: readonly (Float32Array | null)[],
  ): readonly (Float32Array | null)[] | null {
    for (const [i, name] of names.entries()) {
      const gradient = grads[i];
      if (!gradient) continue;
      const sum = this.#sums.get(name);
      if (sum === undefined) this.#sums.set(name, gradient.slice());
      else for (let k = 0; k < sum.length; k++) sum[k] = (sum[k] as number) + (gradient[k] as number);
    }
    this.#added++;
    if (this.#added < this.#count) return null;
    const summed = names.map((name) => this.#sums.get(name) ?? null);
    this.#sums.clear();
    this.#added = 0;
    return summed;
  }
}
