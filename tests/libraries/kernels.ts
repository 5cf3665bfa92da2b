/** Loads the kernels of anneal's optimizers. */
import { init, initSync } from "@anneal/wasm";
import file from "@anneal/wasm/optimizers.wasm?url";

/** @param compiled Whether they are passed compiled, which excludes those for shared memory. */
export async function loadKernels(compiled = false): Promise<void> {
  if (!compiled) return init({ optimizers: file });
  const response = await fetch(file);
  initSync({ optimizers: await WebAssembly.compile(await response.arrayBuffer()) });
}
