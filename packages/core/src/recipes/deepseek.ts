/** DeepSeek LLM, V2 and V3, and MiniCPM. */

import { joinSegments, type Segment } from "../constructors/segments.js";
import { build } from "../schedule/schedule.js";
import type { ScheduleDraft } from "../tree/draft.js";
import { linearBatchRamp } from "../units/batch-stages.js";
import { tokens } from "../units/length.js";
import { describeRun, type Run } from "../units/run.js";
import { arxiv, defineRecipe } from "./definition.js";

const OPTIMIZER = { kind: "AdamW", betas: [0.9, 0.95], weightDecay: 0.1, clipGradNorm: 1 } as const;
const WARMUP_STEPS = 2000;
/** The papers only say that the batch grows "gradually"; it is modeled as a line in this number of stages. */
const BATCH_INCREMENTS = 64;
const GRADUAL = "The paper says that the batch grows gradually; modeled as linear in tokens, in 64 stages.";

/** See UNSTATED_WARMUP_RULE. */
function warmupTo(peak: number): Segment {
  return {
    label: "warm-up",
    tree: { kind: "ramp", start: -1, end: WARMUP_STEPS - 1, from: 0, to: peak },
    until: WARMUP_STEPS,
  };
}

/** Warm-up, then three rates: the peak and two lower ones from `boundaries` on. */
function threeRates(rates: readonly [number, number, number], boundaries: readonly [number, number]) {
  const tree: ScheduleDraft = { kind: "stairs", boundaries, values: rates };
  return build(joinSegments([warmupTo(rates[0]), { label: "steps", tree, until: Number.POSITIVE_INFINITY }]));
}

export const deepSeekLlm = defineRecipe({
  name: "deepseek-llm",
  title: "DeepSeek LLM",
  sources: [arxiv("2401.02954", "DeepSeek-AI, DeepSeek LLM, 2024", "section 2.3, Table 2")],
  sizes: ["7B", "67B"],
  setUp: (size) => {
    const peak = size === "7B" ? 4.2e-4 : 3.2e-4;
    return {
      peak,
      run: describeRun({
        globalBatchSize: size === "7B" ? 2304 : 4608,
        sequenceLength: 4096,
        total: tokens(2e12),
      }),
      optimizer: OPTIMIZER,
      schedule: (run: Run) =>
        threeRates([peak, 0.316 * peak, 0.1 * peak], [run.steps(tokens(1.6e12)), run.steps(tokens(1.8e12))]),
      notStated: ["eps"],
      notes: ["31.6 % of the peak after 80 % of the tokens, 10 % after 90 %."],
    };
  },
});

export const deepSeekV2 = defineRecipe({
  name: "deepseek-v2",
  title: "DeepSeek-V2",
  sources: [arxiv("2405.04434", "DeepSeek-AI, DeepSeek-V2, 2024", "section 3.1.2, appendix B")],
  sizes: ["236B", "Lite"],
  setUp: (size) => {
    const lite = size === "Lite";
    const peak = lite ? 4.2e-4 : 2.4e-4;
    const total = lite ? 5.7e12 : 8.1e12;
    const first = lite ? 0.8 : 0.6;
    return {
      peak,
      run: lite
        ? describeRun({ globalBatchSize: 4608, sequenceLength: 4096, total: tokens(total) })
        : describeRun({
            globalBatchSize: 9216,
            sequenceLength: 4096,
            batchStages: linearBatchRamp({
              from: 2304,
              to: 9216,
              over: tokens(225e9),
              increments: BATCH_INCREMENTS,
            }),
            total: tokens(total),
          }),
      optimizer: OPTIMIZER,
      schedule: (run: Run) =>
        threeRates(
          [peak, 0.316 * peak, 0.316 * 0.316 * peak],
          [run.steps(tokens(first * total)), run.steps(tokens(0.9 * total))],
        ),
      notStated: ["eps"],
      notes: [
        `The rate is multiplied by 0.316 after about ${lite ? 80 : 60} % of the tokens, and again after about 90 %.`,
        ...(lite ? [] : [GRADUAL]),
      ],
    };
  },
});

export const deepSeekV3 = defineRecipe({
  name: "deepseek-v3",
  title: "DeepSeek-V3",
  sources: [arxiv("2412.19437", "DeepSeek-AI, DeepSeek-V3 Technical Report, 2024", "section 4.2")],
  sizes: ["671B"],
  setUp: () => ({
    peak: 2.2e-4,
    run: describeRun({
      globalBatchSize: 15_360,
      sequenceLength: 4096,
      batchStages: linearBatchRamp({
        from: 3072,
        to: 15_360,
        over: tokens(469e9),
        increments: BATCH_INCREMENTS,
      }),
      total: tokens(14.8e12),
    }),
    optimizer: OPTIMIZER,
    schedule: (run) => {
      const decay = run.steps(tokens(10e12));
      const low = run.steps(tokens(14.3e12));
      const last = run.steps(tokens(14.633e12));
      return build(
        joinSegments([
          warmupTo(2.2e-4),
          { label: "stable", tree: { kind: "constant", value: 2.2e-4 }, until: decay },
          {
            label: "decay",
            tree: {
              kind: "ramp",
              start: decay,
              end: low,
              from: 2.2e-4,
              to: 2.2e-5,
              easing: { kind: "cosine" },
            },
            until: low,
          },
          { label: "low", tree: { kind: "constant", value: 2.2e-5 }, until: last },
          { label: "last", tree: { kind: "constant", value: 7.3e-6 }, until: Number.POSITIVE_INFINITY },
        ]),
      );
    },
    notStated: ["eps"],
    notes: [
      "Constant until 10T tokens, cosine over 4.3T, constant for 333B, and 7.3e-6 for the last 167B: 14.8T in all.",
      GRADUAL,
    ],
  }),
});

const MINICPM_DECAY_START = 263_000;
const MINICPM_HALF_LIFE = 5000;

export const miniCpm = defineRecipe({
  name: "minicpm",
  title: "MiniCPM (warm-up, stable, decay)",
  sources: [arxiv("2404.06395", "Hu et al., MiniCPM, 2024", "sections 4 and 6")],
  sizes: ["2.4B"],
  setUp: () => ({
    peak: 0.01,
    run: describeRun({ globalBatchTokens: 3.93e6 }),
    optimizer: { kind: "AdamW" },
    schedule: () =>
      build(
        joinSegments([
          { label: "stable", tree: { kind: "constant", value: 0.01 }, until: MINICPM_DECAY_START },
          {
            label: "decay",
            tree: {
              kind: "ramp",
              start: MINICPM_DECAY_START,
              end: MINICPM_DECAY_START + MINICPM_HALF_LIFE,
              from: 0.01,
              to: 0.005,
              interpolation: "geometric",
              after: "extend",
            },
            until: Number.POSITIVE_INFINITY,
          },
        ]),
      ),
    notStated: ["warmupSteps", "decaySteps", "totalSteps", "betas", "eps", "weightDecay"],
    notes: [
      "0.01 is the rate of the maximal update parametrization, which scales it by the width for most parameters.",
      "0.5 ^ ((step - 263,000) / 5000): halved every 5000 steps, which are about 20B tokens. An earlier report of the " +
        "authors says 8000. The decay goes on until training stops.",
      "The length of the warm-up was not found; the schedule has none.",
    ],
  }),
});
