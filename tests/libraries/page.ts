/** The functions that the test of libraries calls on a page. */

import type { JaxOutcome } from "./jax.js";
import { loadKernels } from "./kernels.js";
import type { OrtOutcome } from "./onnxruntime.js";
import type { TfjsOutcome } from "./tfjs.js";

const actions = {
  loadKernels,
  /** @param late Whether the kernels are loaded between two steps. */
  trainWithTfjs: async (late = false): Promise<TfjsOutcome> =>
    (await import("./tfjs.js")).trainWithTfjs(late),
  trainWithJax: async (): Promise<JaxOutcome> => (await import("./jax.js")).trainWithJax(),
  trainWithOnnxruntime: async (): Promise<OrtOutcome> =>
    (await import("./onnxruntime.js")).trainWithOnnxruntime(),
};

declare global {
  var libraries: typeof actions;
}
globalThis.libraries = actions;
