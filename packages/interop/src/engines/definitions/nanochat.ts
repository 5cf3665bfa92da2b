/** nanochat: flags of `base_train`. The warm-up is (i + 1)/W, the warm-down a line over the last `warmdown-ratio` of the run. */
import { roundHalfEven } from "../../lowering/round-half-even.js";
import { COSINE, constant, countedFrom, parts, ramp, scaled } from "../building/curves.js";
import { defineEngine, type Report } from "../building/engine.js";
import { count, number, positive, rate, total, type Values } from "../settings/field.js";

/** The batch, in tokens, and the width at which the rates are as written. */
const REFERENCE_BATCH = 2 ** 19;
const REFERENCE_WIDTH = 768;
/** The updates of Muon's momentum warm-up. */
const MOMENTUM_WARMUP = 400;

const FIELDS = {
  matrixRate: positive("matrix_lr", 0.02),
  embeddingRate: positive("embedding_lr", 0.3),
  unembeddingRate: positive("unembedding_lr", 0.008),
  scalarRate: positive("scalar_lr", 0.5),
  warmup: count("warmup_steps", 40),
  warmdown: rate("warmdown_ratio", 0.65),
  lowest: rate("final_lr_frac", 0.05),
  batch: number("total_batch_size", -1),
  depth: count("depth", 20),
  aspect: count("aspect_ratio", 64),
  headSize: positive("head_dim", 128),
  weightDecay: rate("weight_decay", 0.28),
  total: total("num_iterations"),
};

/** Rates grow with the root of the batch. */
function batchScale({ batch }: Values<typeof FIELDS>, report: Report): number {
  if (batch > 0) return Math.sqrt(batch / REFERENCE_BATCH);
  report.assume(
    `total_batch_size = ${REFERENCE_BATCH} tokens: the engine computes it from the model; rates grow with its root`,
  );
  return 1;
}

export const nanochat = defineEngine({
  name: "nanochat",
  title: "nanochat",
  version: "nanochat 92d63d4 (2026-07-03)",
  clues: [
    ["warmdown_ratio"],
    ["matrix_lr"],
    ["depth", "target_param_data_ratio"],
    ["depth", "device_batch_size", "format:flags"],
  ],
  fields: FIELDS,
  curves(fields, report) {
    const { total: run, warmup, lowest } = fields;
    const length = roundHalfEven(fields.warmdown * run);
    const start = run - length;
    const rise = countedFrom(1, ramp({ end: warmup, from: 0, to: 1 }));
    const risen = warmup > 0 ? [{ tree: rise, until: warmup }] : [];
    const fall = length > 0 ? ramp({ start, end: run, from: 1, to: lowest }) : constant(1);
    const factor = parts([...risen, { tree: fall }]);
    const scale = batchScale(fields, report);
    const width = Math.ceil((fields.depth * fields.aspect) / fields.headSize) * fields.headSize;
    const narrowed = scale / Math.sqrt(width / REFERENCE_WIDTH);
    const momentum = parts([
      { tree: ramp({ end: MOMENTUM_WARMUP, from: 0.85, to: 0.97 }), until: MOMENTUM_WARMUP },
      { tree: length > 0 ? ramp({ start, end: run, from: 0.97, to: 0.9 }) : constant(0.97) },
    ]);
    report.note(
      "the weight decay is scaled with the batch and the model's size as well, which the flags do not tell",
    );
    return {
      lr: scaled(fields.matrixRate * scale, factor),
      groups: [
        { name: "embedding", lr: scaled(fields.embeddingRate * narrowed, factor) },
        { name: "unembedding", lr: scaled(fields.unembeddingRate * narrowed, factor) },
        { name: "scalar", lr: scaled(fields.scalarRate * scale, factor) },
      ],
      momentum,
      weightDecay: ramp({ end: run, from: fields.weightDecay, to: 0, shape: COSINE }),
      facts: { total: run, warmup, decayEnd: run, peak: fields.matrixRate * scale },
    };
  },
});
