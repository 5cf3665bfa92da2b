/** A worker that takes one block and ends without running it, or that takes none and ends. */
import { parentPort, workerData } from "node:worker_threads";
import { OWN, THREAD_WORDS, WORD } from "../../src/threads/worker.js";

/** @type {Int32Array} */
let words;
let handled = 0;
let own = 0;

parentPort?.on("message", (message) => {
  if (message.kind === "start") {
    words = new Int32Array(message.control);
    own = WORD.THREADS + THREAD_WORDS * message.index;
  }
  handled++;
  Atomics.store(words, own + OWN.HANDLED, handled);
  if (message.kind !== "add") return;
  if (workerData === "idle") process.exit(1);
  // Only the blocks of a job are above 0.
  while (Atomics.load(words, own + OWN.LEFT) <= 0 || Atomics.sub(words, own + OWN.LEFT, 1) <= 0);
  process.exit(1);
});
