/** Rules that the other configurations don't reach: further schedulers of OLMo, fairseq and Levanter. */
import { type EngineCase, halfCosine } from "./engine-case.js";

const { sqrt, min, max, log, exp, floor } = Math;

const olmoCase = (what: string, name: string, rate: (c: number) => number): EngineCase => ({
  engine: "olmo",
  what,
  file: "o.yaml",
  text: `max_duration: 200\noptimizer: {learning_rate: 1e-3}\nscheduler: {name: ${name}, t_warmup: 20, alpha_f: 0.1, warmup_min_lr: 0}\n`,
  total: 200,
  steps: [0, 10, 18, 19, 20, 40, 100, 150, 198, 199, 220],
  rate: (i) => (i + 1 < 20 ? (1e-3 * (i + 1)) / 20 : rate(i + 1)),
});
const olmoCosine = (c: number) => 1e-4 + 9e-4 * halfCosine(min(1, (c - 20) / 180));

const olmoCases: readonly EngineCase[] = [
  olmoCase("takes the larger of a cosine and an inverse root", "max_scheduler", (c) =>
    max(olmoCosine(c), 1e-3 * sqrt(20 / c)),
  ),
  olmoCase("multiplies a cosine with a line", "cosine_linear_envelope", (c) => {
    const u = min(1, (c - 20) / 180);
    return 1e-4 + (1 - u) * 9e-4 * halfCosine(u);
  }),
  olmoCase("stays at the peak", "constant_with_warmup", () => 1e-3),
  olmoCase(
    "decays by the inverse root, without a floor",
    "inverse_sqrt_with_warmup",
    (c) => 1e-3 * sqrt(20 / c),
  ),
];

const olmoCoreCase = (what: string, scheduler: string, rate: (c: number) => number): EngineCase => ({
  engine: "olmo-core",
  what,
  file: "oc.py",
  text: `config = TransformerTrainModuleConfig(optim=AdamWConfig(lr=1e-3), scheduler=${scheduler})\ntrainer = TrainerConfig(max_duration=Duration.steps(100))\n`,
  steps: [0, 8, 9, 10, 50, 78, 79, 90, 99],
  rate: (i) => (i + 1 <= 10 ? -1 : rate(i + 1)),
});

const olmoCoreCases: readonly EngineCase[] = [
  olmoCoreCase(
    "takes the second half of a cosine",
    "HalfCosWithWarmup(warmup=10, alpha_f=0.2)",
    (c) => 2e-4 + 8e-4 * halfCosine((c - 10 + 90) / 180),
  ),
  olmoCoreCase("decays as a power, then in a line", "PowerLR(warmup=10, b=-0.4, decay_fraction=0.2)", (c) =>
    c < 80 ? 1e-3 * (c / 10) ** -0.4 : (1e-3 * 8 ** -0.4 * (100 - c)) / 20,
  ),
  olmoCoreCase(
    "adds a floor to the inverse root",
    "InvSqrtWithWarmup(warmup_steps=10)",
    (c) => 1e-4 + 9e-4 * sqrt(10 / c),
  ),
  olmoCoreCase(
    "cuts a cosine for a line",
    "CosWithWarmupAndLinearDecay(warmup_fraction=0.1, decay_steps=20, decay_fraction=None)",
    (c) => {
      const cosine = (at: number) => 1e-4 + 9e-4 * halfCosine((at - 10) / 90);
      return c < 80 ? cosine(c) : (cosine(80) * (100 - c)) / 20;
    },
  ),
].map(({ rate, steps, what, ...rest }) => {
  const peak = what.startsWith("takes the second half") ? 6e-4 : 1e-3;
  return {
    ...rest,
    what,
    steps,
    rate: (i: number) => (i + 1 <= 10 ? (peak * (i + 1)) / 10 : rate(i)),
  };
});

const fairseqCase = (what: string, scheduler: string, rate: (i: number) => number): EngineCase => ({
  engine: "fairseq",
  what,
  file: "f.yaml",
  text: `optimization: {max_update: 100, lr: [1e-3]}\nlr_scheduler: {${scheduler}}\n`,
  steps: [0, 5, 9, 10, 11, 49, 50, 75, 99, 100, 120],
  rate,
});

const fairseqCases: readonly EngineCase[] = [
  fairseqCase(
    "decays the last stage by a factor",
    "_name: tri_stage, phase_ratio: [0.1, 0.4, 0.5], final_lr_scale: 0.05",
    (i) => {
      if (i < 10) return 1e-3 * (0.01 + (0.99 * i) / 10);
      return i < 50 ? 1e-3 : 1e-3 * exp(log(0.05) * min(1, (i - 50) / 50));
    },
  ),
  fairseqCase("warms up from 0 to the inverse root", "_name: inverse_sqrt, warmup_updates: 10", (i) =>
    i < 10 ? (1e-3 * i) / 10 : (1e-3 * sqrt(10)) / sqrt(i),
  ),
  fairseqCase(
    "shrinks each cosine",
    "_name: cosine, warmup_updates: 10, lr_period_updates: 40, lr_shrink: 0.5, min_lr: 1e-4",
    (i) => {
      if (i < 10) return 1e-4 + (9e-4 * i) / 10;
      const cycle = floor((i - 10) / 40);
      return 0.5 ** cycle * (1e-4 + 9e-4 * halfCosine(((i - 10) % 40) / 40));
    },
  ),
];

const fairseq2Case = (what: string, config: string, rate: (i: number) => number): EngineCase => ({
  engine: "fairseq2",
  what,
  file: "f2.yaml",
  text: `optimizer: {config: {lr: 1e-3}}\nregime: {num_steps: 100}\n${config}`,
  steps: [0, 5, 9, 10, 30, 49, 50, 60, 99],
  rate,
});

const fairseq2Cases: readonly EngineCase[] = [
  {
    ...fairseq2Case(
      "takes the scheduler of the recipe for speech recognition",
      "pretrained_model: {name: wav2vec2_base}\n",
      (i) => {
        if (i < 10) return 1e-3 * (0.01 + (0.99 * i) / 10);
        return i < 50 ? 1e-3 : 1e-3 * exp(log(0.05) * ((i - 50) / 50));
      },
    ),
    recognized: true,
  },
  fairseq2Case(
    "lays the file over the scheduler of the recipe for self-supervised learning",
    "dataset: {train_split: train}\nlr_scheduler: {config: {num_warmup_steps: 10}}\n",
    (i) => (i < 10 ? (1e-3 * i) / 10 : (1e-3 * (100 - i)) / 90),
  ),
  fairseq2Case(
    "rounds the lengths of growing cycles down",
    "lr_scheduler: {name: cosine_annealing, config: {cycle_len: 5, cycle_mul: 1.5, lr_mul: 0.5, final_lr_scale: 0.1}}\n",
    (i) => {
      const cycle = Math.trunc(log(1 + i / 10) / log(1.5));
      const start = Math.trunc((1.5 ** cycle - 1) * 10);
      const length = Math.trunc(1.5 ** cycle * 5);
      return 0.5 ** cycle * (1e-4 + 9e-4 * halfCosine((i - start) / length));
    },
  ),
  fairseq2Case(
    "takes the rate of Noam as a multiplier",
    "lr_scheduler: {name: noam, config: {num_warmup_steps: 10}}\n",
    (i) => 1e-3 * (i < 10 ? i * 10 ** -1.5 : i ** -0.5),
  ),
  fairseq2Case(
    "decays by the inverse root of the warm-up",
    "lr_scheduler: {name: myle, config: {num_warmup_steps: 10, start_lr: 1e-4}}\n",
    (i) => (i < 10 ? 1e-4 + (9e-4 * i) / 10 : 1e-3 * sqrt(10 / i)),
  ),
];

const levanterCase = (what: string, optimizer: string, rate: (i: number) => number): EngineCase => ({
  engine: "levanter",
  what,
  file: "lv.yaml",
  text: `optimizer: {learning_rate: 1e-3, ${optimizer}}\ntrainer: {num_train_steps: 100}\n`,
  steps: [0, 5, 10, 31, 33, 34, 47, 48, 50, 60, 80, 99],
  rate,
});

const levanterCases: readonly EngineCase[] = [
  levanterCase("decays by the inverse", "lr_schedule: inv, warmup: 0.1", (i) =>
    i < 10 ? (1e-3 * i) / 10 : 1e-3 / ((9 * max(1, i - 10)) / 90 + 1),
  ),
  levanterCase("decays by the inverse root from a timescale", "lr_schedule: inv_sqrt, warmup: 10", (i) =>
    i < 10 ? (1e-3 * i) / 10 : max(1e-4, 1e-3 * min(1, 1 / sqrt(max(1, i) / 10_000))),
  ),
  levanterCase(
    "begins a decay that is longer than its cycle before it",
    "lr_schedule: linear, warmup: 0, decay: 20, cycles: [34, 51]",
    (i) => {
      if (i < 31) return i < 14 ? 1e-3 : 1e-3 - (9e-4 * (i - 14)) / 20;
      const start = i < 51 ? 31 : 80;
      return 1e-3 - 9e-4 * max(0, min(1, (i - start) / 20));
    },
  ),
];

export const familyRuleCases: readonly EngineCase[] = [
  ...olmoCases,
  ...olmoCoreCases,
  ...fairseqCases,
  ...fairseq2Cases,
  ...levanterCases,
];
