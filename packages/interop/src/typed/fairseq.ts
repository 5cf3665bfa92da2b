/** `fairseq.optim.lr_scheduler`, typed. */
import { fairseqCycles } from "../fairseq/cycles.js";
import { fairseqDecays } from "../fairseq/decays.js";
import { fairseqLists } from "../fairseq/lists.js";
import { selfContained } from "../typed-functions.js";

/** A warm-up, then `lr * sqrt(warmupUpdates / update)`. */
export const inverseSqrt = /* @__PURE__ */ selfContained(
  "fairseq",
  "inverse_sqrt",
  fairseqDecays.inverse_sqrt,
  ["lr"],
);

/** A warm-up, a constant rate, an exponential decay. */
export const triStage = /* @__PURE__ */ selfContained("fairseq", "tri_stage", fairseqDecays.tri_stage, [
  "lr",
]);

/** A warm-up, then a power of the remaining share. */
export const polynomialDecay = /* @__PURE__ */ selfContained(
  "fairseq",
  "polynomial_decay",
  fairseqDecays.polynomial_decay,
  ["total_num_update", "lr"],
);

/** A warm-up, then stairs down to `minLr`. */
export const step = /* @__PURE__ */ selfContained("fairseq", "step", fairseqDecays.step, ["lr"]);

/** A warm-up, then shrinking cosines. */
export const cosine = /* @__PURE__ */ selfContained("fairseq", "cosine", fairseqCycles.cosine, ["lr"]);

/** Shrinking triangles. */
export const triangular = /* @__PURE__ */ selfContained("fairseq", "triangular", fairseqCycles.triangular, [
  "max_lr",
  "lr",
]);

/** A rate for each epoch. */
export const fixed = /* @__PURE__ */ selfContained("fairseq", "fixed", fairseqLists.fixed, ["lr"]);

/** Rates by epoch or by update. */
export const manual = /* @__PURE__ */ selfContained("fairseq", "manual", fairseqLists.manual, ["lr"]);
