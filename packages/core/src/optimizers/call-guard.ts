/** Protects an object from calls after it is freed, and from reentrant changes. */
import { FreedError, ReentrantCallError } from "../errors.js";

/** Rejects calls of a freed object, and changes by functions that a change calls, such as schedules. */
export class CallGuard {
  readonly #name: string;
  #isFreed = false;
  #isBusy = false;

  /** @param name The name of the object in errors. */
  constructor(name: string) {
    this.#name = name;
  }

  /** @throws FreedError */
  use(): void {
    if (this.#isFreed) throw new FreedError(this.#name);
  }

  /** Makes a change. @throws FreedError or ReentrantCallError */
  during<Result>(change: () => Result): Result {
    this.use();
    if (this.#isBusy) throw new ReentrantCallError(this.#name);
    this.#isBusy = true;
    try {
      return change();
    } finally {
      this.#isBusy = false;
    }
  }

  /** From now on, all calls are rejected. */
  free(): void {
    this.#isFreed = true;
  }
}
