/** nanoGPT's `get_lr`, typed. */
import { nanogptDefinitions } from "../nanogpt/definitions.js";
import { selfContained } from "./typed.js";

export const nanogpt = {
  /** A line up over `warmupIters + 1` updates, then a cosine to `minLr` at `lrDecayIters`. */
  getLr: selfContained("nanogpt", "get_lr", nanogptDefinitions.get_lr),
};
