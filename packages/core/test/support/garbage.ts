import { setImmediate } from "node:timers/promises";
import v8 from "node:v8";
import vm from "node:vm";

v8.setFlagsFromString("--expose-gc");
const collect = vm.runInNewContext("gc") as () => void;

/** Collects what nothing refers to, and lets finalizers run. */
export async function collectGarbage(): Promise<void> {
  // References that the running task has taken count until it ends.
  await setImmediate();
  collect();
  await setImmediate();
}
