/** A worker thread of this package that stops between taking a block and running it until a word is no more 0. */
import { parentPort } from "node:worker_threads";
import { OWN, THREAD_WORDS, WORD } from "../../src/threads/worker.js";

const { sub } = Atomics;

/** @param {number} word */
const isCount = (word) => word >= WORD.THREADS && (word - WORD.THREADS) % THREAD_WORDS === OWN.LEFT;

parentPort?.once("message", ({ gate }) => {
  /**
   * @param {Int32Array} words
   * @param {number} word
   * @param {number} value
   */
  const subAndWait = (words, word, value) => {
    const before = sub(words, word, value);
    if (isCount(word) && before > 0) Atomics.wait(gate, 0, 0);
    return before;
  };
  Object.assign(Atomics, { sub: subAndWait });
});
