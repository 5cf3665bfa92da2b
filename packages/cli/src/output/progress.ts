/** A progress bar on standard error for long work. Shown only on terminals, and only after a while. */
import type { Writable } from "node:stream";
import type { Terminal } from "../streams.js";

const QUIET_MILLISECONDS = 500;
const REDRAW_MILLISECONDS = 100;
const CELLS = 24;
const CLEAR_LINE = "\r\u001b[K";

export class Progress {
  readonly #stderr: Writable & Terminal;
  readonly #label: string;
  readonly #now: () => number;
  #next: number;
  #isShown = false;

  constructor(stderr: Writable & Terminal, label: string, now: () => number = () => performance.now()) {
    this.#stderr = stderr;
    this.#label = label;
    this.#now = now;
    this.#next = now() + QUIET_MILLISECONDS;
  }

  /** @param share The share of the work that is done, from 0 to 1. */
  report(share: number): void {
    if (this.#stderr.isTTY !== true || this.#now() < this.#next) return;
    this.#next = this.#now() + REDRAW_MILLISECONDS;
    this.#isShown = true;
    const done = Math.min(1, Math.max(0, share));
    const full = Math.floor(done * CELLS);
    const bar = "#".repeat(full) + "-".repeat(CELLS - full);
    this.#stderr.write(
      `${CLEAR_LINE}[${bar}] ${String(Math.floor(done * 100)).padStart(3)} % ${this.#label}`,
    );
  }

  /** Removes the bar, also after a failure, so that the message starts on its own line. */
  end(): void {
    if (this.#isShown) this.#stderr.write(CLEAR_LINE);
    this.#isShown = false;
  }
}
