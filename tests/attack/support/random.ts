/** Random choices from a seed, and how many of them: the same for every attack. */

/** `ANNEAL_ATTACK_SEED=7` attacks in another way. */
export const attackSeed = wholeNumber("ANNEAL_ATTACK_SEED", 20_261_128);
/** `ANNEAL_ATTACK_BUDGET=50` attacks fifty times as often. */
export const attackBudget = wholeNumber("ANNEAL_ATTACK_BUDGET", 1);

function wholeNumber(name: string, otherwise: number): number {
  const value = Number(process.env[name] ?? otherwise);
  if (!Number.isSafeInteger(value) || value < 1) {
    throw new Error(`${name} must be a whole number above 0; got ${process.env[name]}`);
  }
  return value;
}

export class Random {
  #state: number;

  constructor(seed: number) {
    this.#state = seed >>> 0;
  }

  /** A whole number from 0 on, below `count`. (mulberry32) */
  below(count: number): number {
    this.#state = (this.#state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(this.#state ^ (this.#state >>> 15), 1 | this.#state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32) * count);
  }

  pick<Item>(items: readonly Item[]): Item {
    return items[this.below(items.length)] as Item;
  }
}
