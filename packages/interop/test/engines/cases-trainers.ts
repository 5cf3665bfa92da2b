/** Configurations of trainers and of Megatron and its relatives. */
import { type EngineCase, halfCosine, warm } from "./engine-case.js";

const { sqrt, min, max, log } = Math;

export const trainerCases: readonly EngineCase[] = [
  {
    engine: "hf",
    what: "ceils a fractional warm-up, reads kwargs from JSON text",
    file: "args.yaml",
    text: `per_device_train_batch_size: 4\nlearning_rate: 2e-5 # not 3e-4\nlr_scheduler_type: cosine_with_min_lr\nlr_scheduler_kwargs: '{"min_lr": 2e-6}'\nwarmup_steps: 0.0301\nmax_steps: 100\n`,
    steps: [0, 1, 3, 4, 5, 50, 99],
    rate: (i) => 2e-5 * warm(i, 4, i / 4, () => 0.1 + 0.9 * halfCosine((i - 4) / 96)),
  },
  {
    engine: "hf",
    what: "rebounds after the end of a cosine",
    file: "args.json",
    text: `{"per_device_train_batch_size": 1, "learning_rate": 1e-3, "lr_scheduler_type": "cosine", "max_steps": 10}`,
    steps: [0, 5, 9, 10, 12, 20],
    rate: (i) => 1e-3 * halfCosine(i / 10),
  },
  {
    engine: "hf",
    what: "reads a call in Python",
    file: "train.py",
    text: `from transformers import TrainingArguments\nLR = 5e-4\nargs = TrainingArguments(output_dir="x", learning_rate=LR, lr_scheduler_type="inverse_sqrt", warmup_steps=2 * 8)\n`,
    steps: [0, 8, 16, 17, 100],
    rate: (i) => 5e-4 * warm(i, 16, i / 16, () => 1 / sqrt(1 + (i - 16) / 16)),
  },
  {
    engine: "trl",
    what: "has another default of the rate for DPO",
    file: "dpo.py",
    text: `config = DPOConfig(beta=0.1, max_steps=100)\n`,
    steps: [0, 50, 99],
    rate: (i) => 1e-6 * (1 - i / 100),
  },
  {
    engine: "unsloth",
    what: "warms up for 10 % where nothing is written",
    file: "u.yaml",
    text: `learning_rate: 1e-4\nmax_steps: 100\n`,
    recognized: false,
    steps: [0, 5, 10, 55, 99],
    rate: (i) => 1e-4 * warm(i, 10, i / 10, () => (100 - i) / 90),
  },
  {
    engine: "llamafactory",
    what: "fills in a third stable and the rest decay",
    file: "l.yaml",
    text: `stage: sft\nfinetuning_type: lora\ntemplate: qwen\nlearning_rate: 1.0e-4\nlr_scheduler_type: warmup_stable_decay\nwarmup_ratio: 0.1\nmax_steps: 100\n`,
    steps: [0, 5, 10, 39, 40, 70, 99],
    rate: (i) => 1e-4 * warm(i, 10, i / 10, () => (i < 40 ? 1 : halfCosine((i - 40) / 60))),
  },
  {
    engine: "hf",
    what: "reads the member of an enumeration",
    file: "args.py",
    text: `args = TrainingArguments(learning_rate=2e-4, lr_scheduler_type=transformers.SchedulerType.COSINE, warmup_steps=10, max_steps=100)\n`,
    steps: [0, 5, 10, 55, 99],
    rate: (i) => 2e-4 * warm(i, 10, i / 10, () => halfCosine((i - 10) / 90)),
  },
  {
    engine: "axolotl",
    what: "floors a ratio and holds after the constant share",
    file: "a.yaml",
    text: `base_model: x\nmicro_batch_size: 1\nlearning_rate: 2e-4\nwarmup_ratio: 0.099\ncosine_min_lr_ratio: 0.2\ncosine_constant_lr_ratio: 0.8\nmax_steps: 100\n`,
    steps: [0, 5, 9, 10, 50, 80, 99],
    rate: (i) => 2e-4 * warm(i, 9, i / 9, () => 0.2 + 0.8 * halfCosine((min(i, 80) - 9) / 71)),
  },
  {
    engine: "axolotl",
    what: "warms up rex one update earlier",
    file: "a.yaml",
    text: `base_model: x\nmicro_batch_size: 1\nlearning_rate: 2e-4\nlr_scheduler: rex\nwarmup_steps: 10\nmax_steps: 100\n`,
    steps: [0, 4, 9, 10, 50, 98, 99],
    rate: (i) => {
      if (i + 1 <= 10) return (2e-4 * (i + 1)) / 10;
      const z = (100 - (i + 1)) / 90;
      return i + 1 >= 100 ? 0 : (2e-4 * z) / (0.1 + 0.9 * z);
    },
  },
  {
    engine: "axolotl",
    what: "squares a quadratic warm-up, and makes one update two",
    file: "a.yaml",
    text: `base_model: x\nmicro_batch_size: 1\nlearning_rate: 1e-3\nlr_quadratic_warmup: true\nwarmup_steps: 1\nmax_steps: 10\n`,
    steps: [0, 1, 2, 5, 9],
    rate: (i) => 1e-3 * warm(i, 2, (i / 2) ** 2, () => halfCosine((i - 2) / 8)),
  },
  {
    engine: "axolotl",
    what: "counts restarts one ahead, and anneals for one update where that is switched off",
    file: "a.yaml",
    text: `base_model: x\nmicro_batch_size: 1\nlearning_rate: 1e-3\nlr_scheduler: constant\nmax_steps: 100\njagged_restart_steps: 20\njagged_restart_warmup_steps: 5\njagged_restart_anneal_steps: false\n`,
    steps: [0, 17, 18, 19, 20, 22, 25, 38, 98],
    rate: (i) => 1e-3 * (i >= 19 && (i + 1) % 20 < 5 ? 0.001 + (0.999 * ((i + 1) % 20)) / 5 : 1),
  },
  {
    engine: "deepspeed",
    what: "runs updates 0 and 1 at the start value",
    file: "ds.json",
    text: `{\n // comment\n "optimizer": {"params": {"lr": 1e-3}}, "scheduler": {"type": "WarmupDecayLR", "params": {"warmup_min_lr": 1e-5, "warmup_max_lr": 1e-3, "warmup_num_steps": 10, "warmup_type": "linear", "total_num_steps": 100}},}`,
    steps: [0, 1, 2, 6, 11, 50, 99],
    rate: (i) => {
      const n = max(0, i - 1);
      return n < 10 ? 1e-5 + (1e-3 - 1e-5) * (n / 10) : 1e-5 + (1e-3 - 1e-5) * ((100 - n) / 90);
    },
  },
  {
    engine: "deepspeed",
    what: "fills in auto",
    file: "ds.json",
    text: `{"optimizer": {"params": {"lr": "auto", "weight_decay": "auto"}}, "scheduler": {"type": "WarmupLR", "params": {"warmup_min_lr": "auto", "warmup_max_lr": "auto", "warmup_num_steps": "auto"}}}`,
    set: { learning_rate: 1e-4, warmup_steps: 20 },
    steps: [0, 1, 2, 10, 20, 30],
    rate: (i) => 1e-4 * (i < 1 ? 0 : min(1, log(i) / log(20))),
  },
  {
    engine: "megatron",
    what: "takes a warm-up as a share of the decay, unrounded",
    file: "train.sh",
    text: `#!/bin/bash\nTRAIN_ITERS=\${1:-1000}\nLR="3e-4" # peak\nARGS=(\n  --lr $LR --min-lr 3e-5 \\\n  --lr-decay-style cosine\n  --lr-warmup-fraction .0125\n  --train-iters $((TRAIN_ITERS / 2))\n  --global-batch-size 64\n)\ntorchrun pretrain_gpt.py "\${ARGS[@]}"\n`,
    set: { "1": 1000 },
    steps: [0, 1, 6, 7, 250, 499],
    rate: (i) => {
      const w = 6.25;
      return i <= w ? (3e-4 * i) / w : 3e-5 + 2.7e-4 * halfCosine((i - w) / (500 - w));
    },
  },
  {
    engine: "megatron",
    what: "counts samples, and decays by WSD",
    file: "m.yaml",
    text: `MODEL_ARGS:\n  --lr: 1.0e-3\n  --min-lr: 1.0e-4\n  --lr-decay-style: WSD\n  --lr-wsd-decay-style: exponential\n  --train-samples: 1000\n  --lr-warmup-samples: 100\n  --lr-wsd-decay-samples: 200\n  --global-batch-size: 10\n`,
    steps: [0, 1, 10, 11, 80, 81, 90, 99],
    rate: (i) => {
      if (i <= 10) return (1e-3 * i) / 10;
      return i <= 80 ? 1e-3 : 1e-4 + 9e-4 * (2 * 0.5 ** ((i - 80) / 20) - 1);
    },
  },
  {
    engine: "megatron-bridge",
    what: "takes the defaults of the recipes' function, and assignments over them",
    file: "recipe.py",
    text: `def pretrain():\n    opt, scheduler = distributed_fused_adam_with_cosine_annealing(lr_warmup_iters=10, max_lr=1e-3)\n    cfg = ConfigContainer(optimizer=opt, scheduler=scheduler, train=TrainingConfig(train_iters=50))\n    cfg.train.train_iters = 100\n    return cfg\n`,
    steps: [0, 5, 10, 50, 100],
    rate: (i) => (i <= 10 ? (1e-3 * i) / 10 : 1e-4 + 9e-4 * halfCosine((i - 10) / 90)),
  },
  {
    engine: "megatron-bridge",
    what: "keeps the long curve in a short run",
    file: "b.yaml",
    text: `train:\n  train_iters: 50\n  global_batch_size: 8\noptimizer:\n  lr: 0.001\nscheduler:\n  lr_warmup_iters: 10\n  max_steps: 100\n`,
    steps: [0, 5, 10, 11, 49],
    rate: (i) => (i <= 10 ? (1e-3 * i) / 10 : (1e-3 * (100 - i)) / 90),
  },
  {
    engine: "automodel",
    what: "starts at 10 % and ends at 1 %",
    file: "am.yaml",
    text: `step_scheduler:\n  max_steps: 200\noptimizer:\n  lr: 1e-4\nlr_scheduler:\n  lr_decay_style: cosine\n`,
    steps: [0, 10, 20, 21, 199],
    rate: (i) => (i <= 20 ? 1e-5 + (9e-5 * i) / 20 : 1e-6 + 9.9e-5 * halfCosine((i - 20) / 180)),
  },
  {
    engine: "nemo",
    what: "warms up by (i+1)/(W+1) and holds",
    file: "n.yaml",
    text: `model:\n  optim:\n    lr: 0.02\n    sched:\n      name: WarmupHoldAnnealLinear\n      warmup_ratio: 0.105\n      hold_steps: 20\n      min_lr: 1e-4\ntrainer:\n  max_epochs: 3\n  max_steps: \${oc.env:MAX_STEPS,100}\n`,
    steps: [0, 9, 10, 11, 29, 30, 31, 65, 100, 101],
    rate: (i) => {
      if (i <= 10) return (0.02 * (i + 1)) / 11;
      if (i > 100) return 1e-4;
      return i < 30 ? 0.02 : 0.02 - (0.02 - 1e-4) * ((i - 30) / 70);
    },
  },
  {
    engine: "nemo",
    what: "takes VITS' name for the factor of ExponentialLR",
    file: "n.yaml",
    text: `model:\n  optim:\n    lr: 2e-4\n    sched: {name: ExponentialLR, lr_decay: 0.99}\n`,
    steps: [0, 1, 50],
    rate: (i) => 2e-4 * 0.99 ** i,
  },
  {
    engine: "nemo",
    what: "takes the rate of Noam as a multiplier",
    file: "n.yaml",
    text: `model:\n  optim:\n    lr: 2\n    sched: {name: NoamAnnealing, d_model: 512, warmup_steps: 100, min_lr: 1e-6}\n`,
    steps: [0, 1, 50, 100, 101, 1000],
    rate: (i) => {
      const n = max(1, i);
      return (2 / sqrt(512)) * min(n ** -0.5, n * 100 ** -1.5);
    },
  },
  {
    engine: "nemo",
    what: "reads the scheduler's class and a reference, as the speech language models write them",
    file: "speech.yaml",
    text: `model:\n  optimizer: {_target_: torch.optim.AdamW, lr: 3e-4, weight_decay: 1e-3}\n  lr_scheduler:\n    _target_: nemo.core.optim.lr_scheduler.CosineAnnealing\n    warmup_steps: 9\n    min_lr: 1e-6\n    max_steps: \${trainer.max_steps}\ntrainer: {max_steps: 100}\n`,
    steps: [0, 5, 9, 10, 50, 99, 120],
    rate: (i) =>
      i <= 9 ? (3e-4 * (i + 1)) / 10 : 1e-6 + (3e-4 - 1e-6) * halfCosine(min(1, (i - 9) / (100 - 9))),
  },
  {
    engine: "nemo",
    what: "takes the defaults of the Lightning module",
    file: "speech.yaml",
    text: `optim:\n  _target_: nemo.lightning.MegatronOptimizerModule\n  config: {lr: 1e-4}\n  lr_scheduler:\n    _target_: nemo.lightning.pytorch.optim.CosineAnnealingScheduler\n    max_steps: 100000\n`,
    steps: [0, 375, 750, 751, 10_000, 20_000, 90_000],
    rate: (i) => (i <= 750 ? (1e-4 * i) / 750 : 6e-5 + 4e-5 * halfCosine(min(1, (i - 750) / (20_000 - 750)))),
  },
  {
    engine: "nemo",
    what: "reads the Lightning module's call in Python",
    file: "pretrain.py",
    text: `sched = CosineAnnealingScheduler(max_steps=100, warmup_steps=9, constant_steps=0, min_lr=1e-5)\nopt = MegatronOptimizerModule(config=OptimizerConfig(optimizer="adam", lr=1e-3), lr_scheduler=sched)\n`,
    steps: [0, 9, 50, 100],
    rate: (i) => (i <= 9 ? (1e-3 * (i + 1)) / 10 : 1e-5 + 9.9e-4 * halfCosine((i - 9) / 91)),
  },
  {
    engine: "nemo-rl",
    what: "joins PyTorch's schedulers, and leaves a disabled block alone",
    file: "rl.yaml",
    text: `policy:\n  train_global_batch_size: 32\n  optimizer:\n    kwargs: {lr: 5.0e-6}\n  scheduler:\n    - {name: "torch.optim.lr_scheduler.LinearLR", kwargs: {start_factor: 0.1, end_factor: 1.0, total_iters: 50}}\n    - {name: "torch.optim.lr_scheduler.ConstantLR", kwargs: {factor: 1.0, total_iters: 10000000000}}\n    - milestones: [50]\n  megatron_cfg:\n    enabled: false\n    optimizer: {lr: 1}\n`,
    steps: [0, 25, 49, 50, 51, 1000],
    rate: (i) => 5e-6 * min(1, 0.1 + (0.9 * i) / 50),
  },
  {
    engine: "torchtitan",
    what: "rounds the decay and ends one virtual step above the floor",
    file: "t.toml",
    text: `[optimizer]\nlr = 3e-4\n[lr_scheduler]\nwarmup_steps = 10\ndecay_ratio = 0.255\nmin_lr_factor = 0.1\n[training]\nsteps = 100\n`,
    steps: [0, 9, 10, 74, 75, 99],
    rate: (i) => {
      if (i < 10) return (3e-4 * (i + 1)) / 10;
      const u = (i + 1 - 10 - 65) / 26;
      return 3e-4 * (u < 0 ? 1 : 0.1 + 0.9 * (1 - u));
    },
  },
  {
    engine: "torchtitan",
    what: "reads the calls of one of several functions",
    file: "t.py",
    text: `def small():\n    return Trainer.Config(optimizer=OptimizersContainer.Config(lr=1e-3), lr_scheduler=LRSchedulersContainer.Config(warmup_steps=2), training=TrainingConfig(steps=10))\n\ndef large():\n    return Trainer.Config(\n        optimizer=OptimizersContainer.Config(lr=2e-4),\n        lr_scheduler=LRSchedulersContainer.Config(warmup_steps=20, decay_type="cosine"),\n        training=TrainingConfig(steps=100),\n    )\n`,
    set: { config: "large" },
    steps: [0, 19, 20, 50, 99],
    rate: (i) => 2e-4 * warm(i, 20, (i + 1) / 20, () => (i < 20 ? 1 : halfCosine((i - 20) / 80))),
  },
  {
    engine: "torchtune",
    what: "multiplies epochs and limited steps",
    file: "tt.yaml",
    text: `optimizer:\n  _component_: torch.optim.AdamW\n  lr: 2e-5\nlr_scheduler:\n  _component_: torchtune.training.lr_schedulers.get_cosine_schedule_with_warmup\n  num_warmup_steps: 10\nepochs: 2\nmax_steps_per_epoch: 50\n`,
    steps: [0, 5, 10, 99],
    rate: (i) => 2e-5 * warm(i, 10, i / 10, () => halfCosine((i - 10) / 90)),
  },
  {
    engine: "composer",
    what: "counts tokens",
    file: "c.yaml",
    text: `max_seq_len: 100\nglobal_train_batch_size: 10\nmax_duration: 100000tok\nscheduler:\n  name: linear_decay_with_warmup\n  t_warmup: 10000tok\n  alpha_f: 0.1\noptimizer:\n  lr: 1.0e-3\n`,
    steps: [0, 5, 10, 55, 99],
    rate: (i) => 1e-3 * warm(i, 10, i / 10, () => 1 - 0.9 * ((i - 10) / 90)),
  },
];
