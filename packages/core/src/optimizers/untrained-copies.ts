/** Says that arrays were copied, to those who train on the arrays. */

let hasWarned = false;

/**
 * Prints a warning, once a process. An optimizer that owns its memory takes gradients from anywhere, also recorded ones, so
 * this is no error; but gradients of parameters that nothing reads are most often those of the arrays that were given.
 */
export function warnOfCopies(name: string): void {
  if (hasWarned) return;
  hasWarned = true;
  const { console } = globalThis as { readonly console?: { warn(message: string): void } };
  console?.warn(
    `anneal: new ${name}([array]) copies the array, and step() updates the copy, in optimizer.params, which nothing has ` +
      'read. Train on params, or give { memory: "caller" } to train the array itself; { memory: "resident" } says that ' +
      "a copy is what you want.",
  );
}
