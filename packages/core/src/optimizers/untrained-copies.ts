/** Warns users who train on arrays that were copied. */

let hasWarned = false;

/** Whether an optimizer works on copies that nothing has read. */
export class UntrainedCopies {
  readonly #name: string;
  readonly #hasCopied: boolean;
  #areRead = false;

  /** @param hasCopied Whether the optimizer copied arrays by default. */
  constructor(name: string, hasCopied: boolean) {
    this.#name = name;
    this.#hasCopied = hasCopied;
  }

  /** The copies, or their gradient arrays, were read. */
  read(): void {
    this.#areRead = true;
  }

  /** A step got gradients: from the second step on they can only be those of the original arrays. */
  stepGiven(stepCount: number): void {
    if (this.#hasCopied && stepCount > 0 && !this.#areRead) warnOfCopies(this.#name);
  }
}

/**
 * Prints a warning, once per process. It is not an error, because resident optimizers accept gradients from anywhere,
 * even recorded ones; but gradients of parameters that nothing reads are usually those of the original arrays.
 */
function warnOfCopies(name: string): void {
  if (hasWarned) return;
  hasWarned = true;
  const { console } = globalThis as { readonly console?: { warn(message: string): void } };
  console?.warn(
    `anneal: new ${name}([array]) copies the array, and step() updates the copy, in optimizer.params, which nothing has ` +
      'read. Train on params, or give { memory: "caller" } to train the array itself; { memory: "resident" } says that ' +
      "a copy is what you want.",
  );
}
