/** LLaMA 1, 2 and 3. */
import { warmupCosine } from "../constructors/warm-up-decay.js";
import { steps, tokens } from "../units/length.js";
import { describeRun, type Run } from "../units/run.js";
import { arxiv, defineRecipe, UNSTATED_WARMUP_RULE } from "./definition.js";

/** Warm-up of 2000 steps and a cosine to 10 % over the whole run. */
function llamaSchedule(peak: number) {
  return (run: Run) =>
    warmupCosine({
      peak,
      endRatio: 0.1,
      warmupSteps: 2000,
      warmupRule: UNSTATED_WARMUP_RULE,
      totalSteps: run.steps("100%"),
    });
}

const OPTIMIZER = { kind: "AdamW", betas: [0.9, 0.95], weightDecay: 0.1, clipGradNorm: 1 } as const;

export const llama1 = defineRecipe({
  name: "llama-1",
  title: "LLaMA",
  sources: [arxiv("2302.13971", "Touvron et al., LLaMA, 2023", "Table 2, section 2.3")],
  sizes: ["7B", "13B", "33B", "65B"],
  setUp: (size) => {
    const small = size === "7B" || size === "13B";
    const peak = small ? 3e-4 : 1.5e-4;
    return {
      peak,
      run: describeRun({ globalBatchTokens: 4e6, total: tokens(small ? 1e12 : 1.4e12) }),
      optimizer: OPTIMIZER,
      schedule: llamaSchedule(peak),
      notStated: ["eps"],
    };
  },
});

export const llama2 = defineRecipe({
  name: "llama-2",
  title: "Llama 2",
  sources: [arxiv("2307.09288", "Touvron et al., Llama 2, 2023", "section 2.2, Table 1")],
  sizes: ["7B", "13B", "34B", "70B"],
  setUp: (size) => {
    const peak = size === "7B" || size === "13B" ? 3e-4 : 1.5e-4;
    return {
      peak,
      run: describeRun({ globalBatchTokens: 4e6, sequenceLength: 4096, total: tokens(2e12) }),
      optimizer: { ...OPTIMIZER, eps: 1e-5 },
      schedule: llamaSchedule(peak),
    };
  },
});

export const llama3 = defineRecipe({
  name: "llama-3",
  title: "Llama 3",
  sources: [arxiv("2407.21783", "Llama Team, The Llama 3 Herd of Models, 2024", "section 3.4, Table 3")],
  sizes: ["405B"],
  setUp: () => ({
    peak: 8e-5,
    run: describeRun({
      globalBatchTokens: 16e6,
      batchStages: [
        { until: tokens(252e6), size: 4e6 },
        { until: tokens(2.87e12), size: 8e6 },
      ],
      total: steps(1_200_000),
    }),
    optimizer: { kind: "AdamW" },
    schedule: (run) =>
      warmupCosine({
        peak: 8e-5,
        end: 8e-7,
        warmupSteps: 8000,
        warmupRule: UNSTATED_WARMUP_RULE,
        totalSteps: run.steps("100%"),
      }),
    notStated: ["betas", "eps", "weightDecay"],
    notes: [
      "The last 40M tokens anneal linearly to 0, with an average of checkpoints; the schedule here is what comes before.",
      "Not 3e-4 with 2000 steps of warm-up down to 3e-5, which many tutorials copy from each other.",
      "The peaks of 8B (3e-4) and 70B (1.5e-4) were seen in copies that disagree, so they are no sizes here.",
      "Sequences are of 4096 tokens until 252M tokens, of 8192 after, and longer at the end.",
    ],
  }),
});
