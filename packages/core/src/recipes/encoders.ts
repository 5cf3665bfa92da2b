/** The first Transformer, BERT and T5. */

import { constant } from "../constructors/constant.js";
import { noam } from "../constructors/noam.js";
import { joinSegments } from "../constructors/segments.js";
import { build } from "../schedule/schedule.js";
import { steps } from "../units/length.js";
import { describeRun, type Run } from "../units/run.js";
import { arxiv, defineRecipe } from "./definition.js";

export const transformer = defineRecipe({
  name: "transformer",
  title: "Transformer (Attention Is All You Need), English to German",
  sources: [arxiv("1706.03762", "Vaswani et al., Attention Is All You Need, 2017", "section 5")],
  sizes: ["base", "big"],
  setUp: (size) => {
    const modelSize = size === "base" ? 512 : 1024;
    return {
      peak: 1 / Math.sqrt(modelSize * 4000),
      run: describeRun({ total: steps(size === "base" ? 100_000 : 300_000), globalBatchTokens: 25_000 }),
      optimizer: { kind: "Adam", betas: [0.9, 0.98], eps: 1e-9 },
      schedule: () => noam({ modelSize, warmupSteps: 4000 }),
      notes: [
        "About 25,000 source tokens and as many target tokens a batch; the source ones are counted here.",
      ],
    };
  },
});

export const bert = defineRecipe({
  name: "bert",
  title: "BERT pre-training",
  sources: [
    arxiv("1810.04805", "Devlin et al., BERT, 2018", "appendix A.2"),
    {
      title: "google-research/bert",
      url: "https://github.com/google-research/bert",
      where: "optimization.py",
    },
  ],
  sizes: ["base", "large"],
  setUp: () => ({
    peak: 1e-4,
    run: describeRun({ globalBatchSize: 256, sequenceLength: 512, total: steps(1_000_000) }),
    optimizer: { kind: "AdamW", betas: [0.9, 0.999], eps: 1e-6, weightDecay: 0.01, clipGradNorm: 1 },
    schedule: () => bertSchedule(1e-4, 10_000, 1_000_000),
    knownFindings: ["first-update-at-zero", "jump-at-join"],
    notes: [
      "The decay is computed from step 0, not from the end of the warm-up: at step 10,000 the rate jumps from " +
        "0.9999e-4 to 0.99e-4, so 1e-4 is never used. warmupLinear is the variant without the jump.",
      "eps and the clipping are those of the published program.",
      "90 % of the steps had sequences of 128 tokens; tokens are counted with 512.",
    ],
  }),
});

function bertSchedule(peak: number, warmupSteps: number, totalSteps: number) {
  return build(
    joinSegments([
      {
        label: "warm-up",
        tree: { kind: "ramp", start: 0, end: warmupSteps, from: 0, to: peak },
        until: warmupSteps,
      },
      {
        label: "decay",
        tree: { kind: "ramp", start: 0, end: totalSteps, from: peak, to: 0 },
        until: Number.POSITIVE_INFINITY,
      },
    ]),
  );
}

const T5 = arxiv(
  "1910.10683",
  "Raffel et al., Exploring the Limits of Transfer Learning (T5), 2019",
  "section 3.1",
);

function t5Run(total: number): Run {
  return describeRun({ globalBatchSize: 128, sequenceLength: 512, total: steps(total) });
}

export const t5 = defineRecipe({
  name: "t5",
  title: "T5 pre-training (baseline)",
  sources: [T5],
  sizes: ["base"],
  setUp: () => ({
    peak: 0.01,
    run: t5Run(2 ** 19),
    optimizer: { kind: "Adafactor" },
    schedule: () =>
      build(
        joinSegments([
          { label: "stable", tree: { kind: "constant", value: 0.01 }, until: 10_000 },
          { label: "decay", tree: { kind: "power", exponent: -0.5 }, until: Number.POSITIVE_INFINITY },
        ]),
      ),
    notes: [
      "1 / sqrt(max(n, 10,000)): what the paper calls 10,000 warm-up steps holds the rate at 0.01.",
      "Adafactor scales the rate by the size of each parameter.",
    ],
  }),
});

export const t5FineTuning = defineRecipe({
  name: "t5-fine-tuning",
  title: "T5 fine-tuning (baseline)",
  sources: [T5],
  sizes: ["base"],
  setUp: () => ({
    peak: 0.001,
    run: t5Run(2 ** 18),
    optimizer: { kind: "Adafactor" },
    schedule: () => constant({ value: 0.001 }),
  }),
});
