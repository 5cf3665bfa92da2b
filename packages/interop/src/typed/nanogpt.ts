/** nanoGPT's `get_lr`, typed. */
import { nanogptDefinitions } from "../nanogpt/definitions.js";
import { selfContained } from "../typed-functions.js";

/** A line up over `warmupIters + 1` updates, then a cosine to `minLr` at `lrDecayIters`. */
export const getLr = /* @__PURE__ */ selfContained("nanogpt", "get_lr", nanogptDefinitions.get_lr);
