/** `fairseq.optim.lr_scheduler`, typed. */
import { fairseqCycles } from "../fairseq/cycles.js";
import { fairseqDecays } from "../fairseq/decays.js";
import { fairseqLists } from "../fairseq/lists.js";
import { selfContained } from "./typed.js";

export const fairseq = {
  /** A warm-up, then `lr * sqrt(warmupUpdates / update)`. */
  inverseSqrt: selfContained("fairseq", "inverse_sqrt", fairseqDecays.inverse_sqrt, ["lr"]),
  /** A warm-up, a constant rate, an exponential decay. */
  triStage: selfContained("fairseq", "tri_stage", fairseqDecays.tri_stage, ["lr"]),
  /** A warm-up, then a power of the share that is left. */
  polynomialDecay: selfContained("fairseq", "polynomial_decay", fairseqDecays.polynomial_decay, [
    "total_num_update",
    "lr",
  ]),
  /** A warm-up, then stairs down to `minLr`. */
  step: selfContained("fairseq", "step", fairseqDecays.step, ["lr"]),
  /** A warm-up, then cosines that shrink. */
  cosine: selfContained("fairseq", "cosine", fairseqCycles.cosine, ["lr"]),
  /** Triangles that shrink. */
  triangular: selfContained("fairseq", "triangular", fairseqCycles.triangular, ["max_lr", "lr"]),
  /** A rate for each epoch. */
  fixed: selfContained("fairseq", "fixed", fairseqLists.fixed, ["lr"]),
  /** Rates by epoch or by update. */
  manual: selfContained("fairseq", "manual", fairseqLists.manual, ["lr"]),
};
