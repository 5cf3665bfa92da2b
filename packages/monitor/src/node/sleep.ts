/** A synchronous sleep, to wait for other processes. */
const neverWoken = new Int32Array(new SharedArrayBuffer(4));

/** Sleeps for a short time that grows with the total wait, and returns the milliseconds. */
export function sleep(waited: number): number {
  const milliseconds = Math.min(50, 1 + waited / 4);
  Atomics.wait(neverWoken, 0, 0, milliseconds);
  return milliseconds;
}
