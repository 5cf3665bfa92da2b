/** Runs whose configuration files are public: OLMo, OLMo 3, SmolLM, Nemotron 3 and torchtitan's DeepSeek-V3. */

import { shift } from "../constructors/combine.js";
import { joinSegments } from "../constructors/segments.js";
import { warmupCosine, warmupLinear } from "../constructors/warm-up-decay.js";
import { warmupStableDecay } from "../constructors/warm-up-stable-decay.js";
import { build } from "../schedule/schedule.js";
import type { ScheduleDraft } from "../tree/draft.js";
import { samples, steps, tokens } from "../units/length.js";
import { describeRun } from "../units/run.js";
import { defineRecipe, type RecipeSource } from "./definition.js";

/** A file in a repository, at a commit. */
function file(repository: string, commit: string, path: string): RecipeSource {
  return { title: repository, url: `https://github.com/${repository}/blob/${commit}/${path}`, where: path };
}

export const olmo = defineRecipe({
  name: "olmo",
  title: "OLMo (July 2024)",
  sources: [
    file("allenai/OLMo", "59a53e3f68e546330ca5a99ec626e58f9ab96494", "configs/official-0724/OLMo-7B.yaml"),
  ],
  sizes: ["7B"],
  setUp: () => ({
    peak: 3e-4,
    // The engine rounds the updates of 2T tokens down.
    run: describeRun({ globalBatchSize: 2048, sequenceLength: 2048, total: steps(476_837) }),
    optimizer: { kind: "AdamW", betas: [0.9, 0.95], weightDecay: 0.1, clipGradNorm: 1 },
    // OLMo counts updates from 1.
    schedule: () =>
      shift({
        schedule: warmupLinear({
          peak: 3e-4,
          warmupFrom: 3e-5,
          endRatio: 0.1,
          warmupSteps: 5000,
          totalSteps: 476_837,
        }),
        steps: -1,
      }),
    notStated: ["eps"],
    notes: ["The warm-up starts at 10 % of the peak, the engine's default."],
  }),
});

export const olmo3 = defineRecipe({
  name: "olmo-3",
  title: "OLMo 3",
  sources: [
    file(
      "allenai/OLMo-core",
      "fa6c5014c9f6e9ee789da2d9c20d5126fee8df0d",
      "src/scripts/official/OLMo3/OLMo-3-1025-7B-pretrain-1.py",
    ),
  ],
  sizes: ["7B"],
  setUp: () => ({
    peak: 3e-4,
    run: describeRun({ globalBatchSize: 512, sequenceLength: 8192, total: tokens(5e12) }),
    optimizer: { kind: "AdamW", betas: [0.9, 0.95], weightDecay: 0.1, clipGradNorm: 1 },
    schedule: (run) =>
      shift({
        schedule: warmupCosine({
          peak: 3e-4,
          endRatio: 0.1,
          warmupSteps: 2000,
          totalSteps: run.steps(tokens(5e12)),
        }),
        steps: -1,
      }),
    notStated: ["eps"],
    notes: ["The first part stopped after 597,046 updates; the schedule was made for 5T tokens."],
  }),
});

export const smolLm = defineRecipe({
  name: "smollm",
  title: "SmolLM",
  sources: [
    file(
      "huggingface/smollm",
      "a041759883ec7152d18fb985ea49be641a0bceef",
      "text/pretraining/smollm1/config_smollm1_135M.yaml",
    ),
  ],
  sizes: ["135M"],
  setUp: () => ({
    peak: 0.003,
    run: describeRun({ globalBatchSize: 512, sequenceLength: 2048, total: steps(600_000) }),
    optimizer: { kind: "AdamW", betas: [0.9, 0.95], eps: 1e-8, weightDecay: 0.01, clipGradNorm: 1 },
    schedule: () =>
      warmupStableDecay({
        peak: 0.003,
        warmupSteps: 5000,
        totalSteps: 600_000,
        decaySteps: 100_000,
        decay: "1-sqrt",
      }),
    knownFindings: ["first-update-at-zero"],
  }),
});

const NEMOTRON = {
  peak: 4.5e-4,
  low: 4.5e-6,
  warmup: 24_414_063,
  decay: 610_351_563,
  end: 3_048_706_055,
  batch: 512,
};

export const nemotron3 = defineRecipe({
  name: "nemotron-3",
  title: "Nemotron 3 Super",
  sources: [
    file(
      "NVIDIA/Megatron-LM",
      "d98e8a64ddf34856e74b24714e3bedb2f5a39553",
      "tests/functional_tests/test_cases/nemotron/nemotron3_super_release_gb200/model_config.yaml",
    ),
  ],
  sizes: ["Super"],
  setUp: () => ({
    peak: NEMOTRON.peak,
    run: describeRun({ globalBatchSize: NEMOTRON.batch, sequenceLength: 8192, total: samples(NEMOTRON.end) }),
    optimizer: { kind: "AdamW", betas: [0.9, 0.95], weightDecay: 0.1, clipGradNorm: 1 },
    schedule: () => {
      const { peak, low, batch } = NEMOTRON;
      // Megatron counts samples: the parts begin and end within updates.
      const [warmup, end] = [NEMOTRON.warmup / batch, NEMOTRON.end / batch];
      const start = (NEMOTRON.end - NEMOTRON.decay) / batch;
      const rise: ScheduleDraft = { kind: "ramp", start: 0, end: warmup, from: 0, to: peak };
      const easing = { kind: "power", exponent: 0.5 } as const;
      const fall: ScheduleDraft = { kind: "ramp", start, end, from: peak, to: low, easing };
      return build(
        joinSegments([
          { label: "warm-up", tree: rise, until: warmup },
          { label: "stable", tree: { kind: "constant", value: peak }, until: start },
          { label: "decay", tree: fall, until: Number.POSITIVE_INFINITY },
        ]),
      );
    },
    notStated: ["eps"],
    knownFindings: ["first-update-at-zero", "warm-up-unusual"],
    notes: [
      "The lengths are in samples; the batch of 512 is that of the file, a release test that itself runs 12,207,031 samples.",
    ],
  }),
});

export const deepSeekV3Torchtitan = defineRecipe({
  name: "deepseek-v3-torchtitan",
  title: "DeepSeek-V3 in torchtitan",
  sources: [
    file(
      "pytorch/torchtitan",
      "238fa9953e4aec2a62582121564273d7cbb1e9f1",
      "torchtitan/models/deepseek_v3/train_configs/deepseek_v3_671b.toml",
    ),
  ],
  sizes: ["671B"],
  setUp: () => ({
    peak: 2.2e-4,
    run: describeRun({ sequenceLength: 4096, total: steps(10_000) }),
    optimizer: { kind: "AdamW", eps: 1e-8, clipGradNorm: 1 },
    schedule: () =>
      warmupCosine({
        peak: 2.2e-4,
        endRatio: 0.1,
        warmupSteps: 2000,
        warmupRule: "(t+1)/W",
        totalSteps: 10_000,
      }),
    notStated: ["batchSize", "betas", "weightDecay"],
    knownFindings: ["warm-up-share"],
    notes: [
      "The batch depends on the number of devices. The warm-up is (t+1)/W, and the peak is held for two updates.",
    ],
  }),
});
