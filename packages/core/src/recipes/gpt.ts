/** GPT-3, nanoGPT and Chinchilla. */
import { cosine } from "../constructors/cosine.js";
import { warmupCosine } from "../constructors/warm-up-decay.js";
import { steps, tokens } from "../units/length.js";
import { describeRun } from "../units/run.js";
import { arxiv, defineRecipe, UNSTATED_WARMUP_RULE } from "./definition.js";

/** Peak and batch size in tokens; Table 2.1 of the paper. */
const GPT3 = {
  "125M": [6e-4, 0.5e6],
  "350M": [3e-4, 0.5e6],
  "760M": [2.5e-4, 0.5e6],
  "1.3B": [2e-4, 1e6],
  "2.7B": [1.6e-4, 1e6],
  "6.7B": [1.2e-4, 2e6],
  "13B": [1e-4, 2e6],
  "175B": [0.6e-4, 3.2e6],
} as const;

export const gpt3 = defineRecipe({
  name: "gpt-3",
  title: "GPT-3",
  sources: [
    arxiv("2005.14165", "Brown et al., Language Models are Few-Shot Learners, 2020", "Table 2.1, appendix B"),
  ],
  sizes: ["175B", "125M", "350M", "760M", "1.3B", "2.7B", "6.7B", "13B"],
  setUp: (size) => {
    const [peak, globalBatchTokens] = GPT3[size];
    return {
      peak,
      run: describeRun({ globalBatchTokens, sequenceLength: 2048, total: tokens(300e9) }),
      optimizer: { kind: "AdamW", betas: [0.9, 0.95], eps: 1e-8, weightDecay: 0.1, clipGradNorm: 1 },
      schedule: (run) =>
        warmupCosine({
          peak,
          endRatio: 0.1,
          warmupSteps: run.steps(tokens(375e6)),
          warmupRule: UNSTATED_WARMUP_RULE,
          totalSteps: run.steps(tokens(260e9)),
        }),
      notes: [
        "Warm-up over 375M tokens, cosine to 10 % at 260B tokens, constant until 300B.",
        "The batch grows linearly from 32k tokens over the first 4 to 12 billion tokens, depending on the model; which " +
          "has which is not stated, so steps are counted with the full batch. With the ramp the warm-up takes many more " +
          "steps: see linearBatchRamp.",
        "The paper says Adam with a weight decay of 0.1, without saying how it is applied; AdamW here.",
      ],
    };
  },
});

export const nanoGpt = defineRecipe({
  name: "nanogpt",
  title: "nanoGPT, GPT-2 124M on OpenWebText",
  sources: [
    {
      title: "karpathy/nanoGPT",
      url: "https://github.com/karpathy/nanoGPT",
      where: "train.py, config/train_gpt2.py",
    },
  ],
  sizes: ["124M"],
  setUp: () => ({
    peak: 6e-4,
    run: describeRun({
      batchSize: 12,
      accumulation: 5,
      worldSize: 8,
      sequenceLength: 1024,
      total: steps(600_000),
    }),
    optimizer: { kind: "AdamW", betas: [0.9, 0.95], eps: 1e-8, weightDecay: 0.1, clipGradNorm: 1 },
    schedule: (run) =>
      warmupCosine({
        peak: 6e-4,
        end: 6e-5,
        warmupSteps: 2000,
        warmupRule: "(t+1)/(W+1)",
        totalSteps: run.steps("100%"),
      }),
    notes: ["eps is the default of PyTorch's AdamW, which the program keeps."],
  }),
});

export const chinchilla = defineRecipe({
  name: "chinchilla",
  title: "Chinchilla",
  sources: [
    arxiv(
      "2203.15556",
      "Hoffmann et al., Training Compute-Optimal Large Language Models, 2022",
      "Table 4, appendix B",
    ),
  ],
  sizes: ["70B"],
  setUp: () => ({
    peak: 1e-4,
    run: describeRun({
      globalBatchTokens: 3e6,
      batchStages: [{ until: tokens(0.7e12), size: 1.5e6 }],
      total: tokens(1.4e12),
    }),
    optimizer: { kind: "AdamW" },
    schedule: (run) => cosine({ peak: 1e-4, endRatio: 0.1, totalSteps: run.steps("100%") }),
    notStated: ["warmupSteps", "betas", "eps", "weightDecay"],
    knownFindings: ["warm-up-missing"],
    notes: [
      "The cosine is as long as the run: overshooting by more than 25 % is noticeably worse.",
      "The batch doubles from 1.5M to 3M tokens midway; the cosine is counted in steps.",
      "No warm-up was found in the sources read; the schedule has none.",
    ],
  }),
});
