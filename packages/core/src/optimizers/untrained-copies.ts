/** Says that arrays were copied, to those who train on the arrays. */

let hasWarned = false;

/** Whether an optimizer works on copies of arrays that nothing has read. */
export class UntrainedCopies {
  readonly #name: string;
  readonly #hasCopied: boolean;
  #areRead = false;

  /** @param hasCopied Whether the optimizer copied arrays that were given, without being told to. */
  constructor(name: string, hasCopied: boolean) {
    this.#name = name;
    this.#hasCopied = hasCopied;
  }

  /** The copies, or the arrays for their gradients, were asked for. */
  read(): void {
    this.#areRead = true;
  }

  /** A step was given gradients: from the second on they can be those of the arrays that were copied only. */
  stepGiven(stepCount: number): void {
    if (this.#hasCopied && stepCount > 0 && !this.#areRead) warnOfCopies(this.#name);
  }
}

/**
 * Prints a warning, once a process. An optimizer that owns its memory takes gradients from anywhere, also recorded ones, so
 * this is no error; but gradients of parameters that nothing reads are most often those of the arrays that were given.
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
