/** Rules that the other configurations don't reach: further schedulers, defaults and limits of the trainers. */
import { type EngineCase, halfCosine, warm } from "./engine-case.js";

const { sqrt, min, max, floor, tanh, exp } = Math;

const hf = (what: string, scheduler: string, more: string, rate: (i: number) => number): EngineCase => ({
  engine: "hf",
  what,
  file: "args.yaml",
  text: `per_device_train_batch_size: 4\nlearning_rate: 1e-3\nwarmup_steps: 10\nmax_steps: 100\nlr_scheduler_type: ${scheduler}\n${more}`,
  steps: [0, 1, 9, 10, 11, 50, 89, 90, 95, 99],
  rate: (i) => 1e-3 * rate(i),
});

const hfCases: readonly EngineCase[] = [
  hf("decays in a line", "linear", "", (i) => warm(i, 10, i / 10, () => (100 - i) / 90)),
  hf(
    "ends a polynomial at an absolute rate",
    "polynomial",
    "lr_scheduler_kwargs: {lr_end: 1e-5, power: 2}\n",
    (i) => warm(i, 10, i / 10, () => 0.01 + 0.99 * (1 - (i - 10) / 90) ** 2),
  ),
  hf("restarts cosines", "cosine_with_restarts", "lr_scheduler_kwargs: {num_cycles: 3}\n", (i) =>
    warm(i, 10, i / 10, () => halfCosine(((3 * (i - 10)) / 90) % 1)),
  ),
  hf("ignores a warm-up that constant does not have", "constant", "", () => 1),
  hf(
    "warms up from a share of the rate",
    "cosine_warmup_with_min_lr",
    "lr_scheduler_kwargs: {min_lr_rate: 0.1, warmup_lr_rate: 0.2}\n",
    (i) => warm(i, 10, 0.2 + (0.8 * i) / 9, () => 0.1 + 0.9 * halfCosine((i - 10 + 1) / 90)),
  ),
  hf(
    "warms up from the lowest rate before a stable phase",
    "warmup_stable_decay",
    "lr_scheduler_kwargs: {num_decay_steps: 10, decay_type: 1-sqrt, min_lr_ratio: 0.1}\n",
    (i) => warm(i, 10, 0.1 + (0.9 * i) / 10, () => (i < 90 ? 1 : 0.1 + 0.9 * (1 - sqrt((i - 90) / 10)))),
  ),
];

const deepspeedCase = (
  what: string,
  type: string,
  params: object,
  rate: (i: number) => number,
): EngineCase => ({
  engine: "deepspeed",
  what,
  file: "ds.json",
  text: JSON.stringify({ optimizer: { params: { lr: 1e-3 } }, scheduler: { type, params } }),
  steps: [0, 1, 2, 3, 10, 11, 12, 50, 99],
  rate,
});

const deepspeedCases: readonly EngineCase[] = [
  deepspeedCase(
    "takes the optimizer's rate for a cosine of ratios",
    "WarmupCosineLR",
    { total_num_steps: 100, warmup_num_steps: 10, warmup_min_ratio: 0.1, warmup_type: "linear" },
    (i) => {
      const n = i - 1;
      if (i === 0) return 0;
      return n < 10
        ? 1e-3 * (0.1 + (0.9 * n) / 10)
        : 1e-3 * (1e-4 + (1 - 1e-4) * halfCosine((n - 10 + 1) / (100 - 10)));
    },
  ),
  deepspeedCase(
    "counts OneCycle one ahead",
    "OneCycle",
    { cycle_min_lr: 1e-4, cycle_max_lr: 1e-3, cycle_first_step_size: 10, cycle_momentum: false },
    (i) => {
      const n = max(0, i - 1) + 1;
      if (i === 0) return 1e-4;
      return n <= 20 ? 1e-4 + 9e-4 * (n <= 10 ? n / 10 : (20 - n) / 10) : 1e-4;
    },
  ),
];

const megatronCases: readonly EngineCase[] = [
  {
    engine: "megatron",
    what: "counts samples where an inverse square root has no warm-up",
    file: "m.sh",
    text: `--lr 1e-3 --min-lr 1e-5 --lr-decay-style inverse-square-root --train-iters 100 --global-batch-size 64\n`,
    steps: [0, 1, 2, 50, 99],
    rate: (i) => max(1e-5, 1e-3 / sqrt(max(1, i * 64))),
  },
  {
    engine: "megatron",
    what: "divides the samples by the updates given where the batch is absent",
    file: "m.sh",
    text: `--lr 1e-3 --lr-decay-style linear --train-samples 6400 --lr-warmup-samples 640\n`,
    total: 100,
    steps: [0, 5, 10, 11, 99],
    rate: (i) => (i <= 10 ? (1e-3 * i) / 10 : (1e-3 * (100 - i)) / 90),
  },
  {
    engine: "megatron",
    what: "warms up from a rate, and is constant at the peak",
    file: "m.sh",
    text: `--lr 1e-3 --lr-warmup-init 1e-4 --lr-decay-style constant --train-iters 100 --lr-warmup-iters 10 --global-batch-size 64\n`,
    steps: [0, 5, 10, 99, 200],
    rate: (i) => (i <= 10 ? 1e-4 + (9e-4 * i) / 10 : 1e-3),
  },
  {
    engine: "megatron",
    what: "holds the lowest rate after a decay that is shorter than the run",
    file: "m.sh",
    text: `--lr 1e-3 --min-lr 1e-4 --lr-decay-style cosine --train-iters 200 --lr-decay-iters 100 --global-batch-size 64\n`,
    steps: [0, 50, 100, 101, 199],
    rate: (i) => 1e-4 + 9e-4 * halfCosine(min(1, i / 100)),
  },
];

const nemoCase = (what: string, sched: string, rate: (i: number) => number): EngineCase => ({
  engine: "nemo",
  what,
  file: "n.yaml",
  text: `model:\n  optim:\n    lr: 1e-3\n    sched: {${sched}, max_steps: 100}\n`,
  steps: [0, 5, 9, 10, 29, 30, 60, 99, 100, 101],
  rate,
});
const risen = (i: number, rest: () => number) => (i <= 9 ? (1e-3 * (i + 1)) / 10 : i > 100 ? 1e-5 : rest());

const nemoCases: readonly EngineCase[] = [
  nemoCase("jumps to the floor after the run", "name: WarmupPolicy, warmup_steps: 9, min_lr: 1e-5", (i) =>
    risen(i, () => 1e-3),
  ),
  nemoCase("anneals by a square", "name: SquareAnnealing, warmup_steps: 9, min_lr: 1e-5", (i) =>
    risen(i, () => max(1e-5, 1e-3 * ((100 - i) / 91) ** 2)),
  ),
  nemoCase(
    "anneals by a root from the first update",
    "name: SquareRootAnnealing, warmup_steps: 9, min_lr: 1e-5",
    (i) => risen(i, () => max(1e-5, 1e-3 * sqrt((100 - i) / 100))),
  ),
  nemoCase(
    "holds, then decays as a power",
    "name: NoamHoldAnnealing, warmup_steps: 9, hold_steps: 21, decay_rate: 1.0, min_lr: 1e-5",
    (i) => risen(i, () => (i < 30 ? 1e-3 : max(1e-5, (1e-3 * 9) / (i - 21)))),
  ),
  nemoCase(
    "decays as a polynomial after a hold",
    "name: PolynomialHoldDecayAnnealing, warmup_steps: 9, hold_ratio: 0.21, power: 2, min_lr: 1e-5",
    (i) => risen(i, () => (i < 30 ? 1e-3 : 1e-5 + (1e-3 - 1e-5) * (1 - (i - 30) / 70) ** 2)),
  ),
  nemoCase(
    "takes the root away after a hold",
    "name: WarmupHoldAnnealOneMinusSquareRoot, warmup_steps: 9, hold_steps: 21, min_lr: 1e-5",
    (i) => risen(i, () => (i < 30 ? 1e-3 : max(1e-5, 1e-3 * (1 - sqrt((i - 30) / 70))))),
  ),
  nemoCase(
    "decays by the inverse root",
    "name: InverseSquareRootAnnealing, warmup_ratio: 0.099, min_lr: 1e-5",
    (i) => risen(i, () => 1e-3 / sqrt((i + 1) / 10)),
  ),
  nemoCase(
    "warms up by i/W where an end is constant",
    "name: CosineAnnealing, warmup_steps: 10, constant_steps: 20, min_lr: 1e-5",
    (i) => (i <= 10 ? (1e-3 * i) / 10 : i > 80 ? 1e-5 : 1e-5 + (1e-3 - 1e-5) * halfCosine((i - 10) / 70)),
  ),
  nemoCase("does not take the rate for T5", "name: T5InverseSquareRootAnnealing, constant_steps: 25", (i) =>
    i > 100 ? 0 : 1 / sqrt(max(i, 25)),
  ),
];

export const trainerRuleCases: readonly EngineCase[] = [
  ...hfCases,
  ...deepspeedCases,
  ...megatronCases,
  ...nemoCases,
  {
    engine: "gpt-neox",
    what: "starts above the peak where the warm-up is shorter than an update",
    file: "g.yml",
    text: `{"optimizer": {"params": {"lr": 1e-3}}, "train_iters": 50, "lr_decay_style": "exponential"}\n`,
    steps: [0, 1, 25, 49],
    rate: (i) => (i <= 0.5 ? 1e-3 / 0.5 : 1e-3 * exp((-693 * (i - 0.5)) / 49_500)),
  },
  {
    engine: "lingua",
    what: "changes the cosine's sign with each cycle, and holds the floor after the run",
    file: "li.yaml",
    text: `steps: 100\ngrad_acc_steps: 1\noptim: {lr: 1e-3, warmup: 10, lr_min_ratio: 0.1, cycle_length: 0.5}\n`,
    steps: [0, 5, 10, 49, 50, 75, 99, 100, 101],
    rate: (i) => {
      if (i < 10) return (1e-3 * i) / 10;
      const sign = floor(i / 50) % 2 === 0 ? 1 : -1;
      const wave = sign * Math.cos((Math.PI * ((i - 10) / 90)) / 0.5);
      return i > 100 ? 1e-4 : 1e-3 * (0.1 + 0.45 * (wave + 1));
    },
  },
  {
    engine: "timm",
    what: "starts a tanh at the optimizer's rate where it has no warm-up",
    file: "ti.sh",
    text: `./train.py --sched tanh --lr 0.4 --epochs 10 --warmup-epochs 0 --opt sgd\n`,
    steps: [0, 1, 5, 9],
    rate: (e) => (e === 0 ? 0.4 : 0.2 * (1 - tanh(-7 * (1 - e / 10) + 3 * (e / 10)))),
  },
  {
    engine: "axolotl",
    what: "counts restarts of rex two ahead",
    file: "a.yaml",
    text: `base_model: x\nmicro_batch_size: 1\nlearning_rate: 1e-3\nlr_scheduler: rex\nwarmup_steps: 10\nmax_steps: 100\njagged_restart_steps: 20\n`,
    steps: [0, 7, 8, 17, 18, 20, 30, 97],
    rate: (i) => {
      const n = i + 2;
      const z = (100 - n) / 90;
      const main = n <= 10 ? n / 10 : z / (0.1 + 0.9 * z);
      return 1e-3 * main * (n >= 19 && n % 20 < 10 ? 0.001 + (0.999 * (n % 20)) / 10 : 1);
    },
  },
  {
    engine: "litgpt",
    what: "decays to 0 in finetuning, by updates",
    file: "lf.yaml",
    text: `checkpoint_dir: x\nlora_r: 8\ntrain: {epochs: 2, lr_warmup_steps: 10, global_batch_size: 8, micro_batch_size: 1, min_lr: 6e-5}\noptimizer: {init_args: {lr: 1e-3}}\n`,
    total: 100,
    steps: [0, 5, 10, 55, 99],
    rate: (i) => (i < 10 ? (1e-3 * i) / 10 : 1e-3 * halfCosine((i - 10) / 90)),
  },
  {
    engine: "verl",
    what: "takes null in an override as absent",
    file: "v.sh",
    text: `python3 -m verl.trainer.main_ppo algorithm.adv_estimator=grpo actor_rollout_ref.actor.optim.lr=1e-6 actor_rollout_ref.actor.optim.lr_warmup_steps=null actor_rollout_ref.actor.optim.lr_warmup_steps_ratio=0.1\n`,
    total: 100,
    steps: [0, 5, 10, 99],
    rate: (i) => 1e-6 * min(1, i / 10),
  },
  {
    engine: "composer",
    what: "reads the parameters in a file for the platform",
    file: "platform.yaml",
    text: `name: run\nparameters:\n  max_duration: 100ba\n  scheduler: {name: inv_sqrt_with_warmup, t_warmup: 10ba, t_scale: 10ba, t_cooldown: 20ba, alpha_f_decay: 0, alpha_f_cooldown: 0}\n  optimizer: {lr: 1.0e-3}\n`,
    steps: [0, 5, 10, 40, 79, 80, 90],
    rate: (i) => {
      const root = (at: number) => 1 / sqrt((at - 10 + 10) / 10);
      return 1e-3 * (i < 10 ? i / 10 : i < 80 ? root(i) : root(80) * (1 - (i - 80) / 20));
    },
  },
  {
    engine: "nanotron",
    what: "takes the root away, with a constant start",
    file: "nt.yaml",
    text: `tokens: {train_steps: 100}\noptimizer:\n  learning_rate_scheduler: {learning_rate: 1e-3, lr_warmup_steps: 10, lr_warmup_style: constant, lr_decay_style: 1-sqrt, lr_decay_starting_step: 80, lr_decay_steps: 20, min_decay_lr: 0}\n`,
    steps: [0, 10, 79, 80, 90, 99, 100],
    rate: (i) => (i < 80 ? 1e-3 : 1e-3 * (1 - sqrt(min(1, (i - 80) / 20)))),
  },
  {
    engine: "torchtitan",
    what: "never decays at a ratio of 0, and cuts a warm-up to the run",
    file: "t.toml",
    text: `[optimizer]\nlr = 1e-3\n[training]\nsteps = 20\n[lr_scheduler]\nwarmup_steps = 40\ndecay_ratio = 0.0\n`,
    steps: [0, 10, 19],
    rate: (i) => (1e-3 * (i + 1)) / 20,
  },
];
