/** Configurations of every engine, and the rate that its rules give at update i, written out by hand. */

export interface EngineCase {
  readonly engine: string;
  readonly what: string;
  readonly file: string;
  readonly text: string;
  readonly total?: number;
  readonly set?: Readonly<Record<string, string | number>>;
  /** Whether the engine must be recognized from the text. Default: true. */
  readonly recognized?: boolean;
  readonly steps: readonly number[];
  rate(i: number): number;
}

const { cos, sqrt, PI, min, max, log, floor } = Math;
export const halfCosine = (u: number) => (1 + cos(PI * u)) / 2;

/** A warm-up to 1 by `share`, then `rest`. */
const warm = (i: number, steps: number, share: number, rest: () => number) => (i < steps ? share : rest());

export const cases: readonly EngineCase[] = [
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
  {
    engine: "nanotron",
    what: "subtracts the starting step from the decay",
    file: "nt.yaml",
    text: `optimizer:\n  learning_rate_scheduler:\n    learning_rate: 0.001\n    lr_warmup_steps: 10\n    lr_warmup_style: linear\n    lr_decay_style: linear\n    lr_decay_steps: null\n    lr_decay_starting_step: 20\n    min_decay_lr: 0.0001\ntokens:\n  train_steps: 100\n`,
    steps: [0, 10, 11, 19, 20, 55, 89, 90, 99],
    rate: (i) => (i <= 10 ? (1e-3 * i) / 10 : i < 20 ? 1e-3 : i < 90 ? 1e-4 + (9e-4 * (90 - i)) / 70 : 1e-4),
  },
  {
    engine: "levanter",
    what: "takes values up to 1 as shares, and cycles",
    file: "lv.yaml",
    text: `optimizer:\n  learning_rate: 1e-3\n  lr_schedule: linear\n  warmup: 0.1\n  rewarmup: 5\n  cycles: 2\n  min_lr_ratio: 0.2\ntrainer:\n  num_train_steps: 100\n`,
    steps: [0, 2, 5, 27, 49, 50, 52, 55, 99],
    rate: (i) => {
      if (i < 5) return (1e-3 * i) / 5;
      if (i < 50) return 1e-3 - (8e-4 * (i - 5)) / 45;
      return i < 55 ? 2e-4 + (8e-4 * (i - 50)) / 5 : 1e-3 - (8e-4 * (i - 55)) / 45;
    },
  },
  {
    engine: "maxtext",
    what: "reaches the floor at the last step and is 0 from then on",
    file: "mt.yml",
    text: `base_config: base.yml\nsteps: 120\nlearning_rate: 1e-3\nlearning_rate_schedule_steps: 100\nwarmup_steps_fraction: 0.105\nlr_schedule_type: wsd\n`,
    steps: [0, 9, 10, 89, 90, 99, 100, 119],
    rate: (i) => {
      if (i < 10) return (1e-3 * i) / 10;
      if (i < 90) return 1e-3;
      return i < 100 ? 1e-3 - (9e-4 * (i - 90)) / 9 : 0;
    },
  },
  {
    engine: "olmo",
    what: "counts i + 1, in tokens, from 10 % of the rate",
    file: "o.yaml",
    text: `model: {max_sequence_length: 10}\nglobal_train_batch_size: 10\nmax_duration: 1e4T\noptimizer: {learning_rate: 1.0e-3}\nscheduler: {name: cosine_with_warmup, units: tokens, t_warmup: 1000, alpha_f: 0.1}\n`,
    steps: [0, 4, 9, 10, 50, 99],
    rate: (i) => {
      const c = i + 1;
      return c < 10 ? 1e-4 + (9e-4 * c) / 10 : 1e-4 + 9e-4 * halfCosine((c - 10) / 90);
    },
  },
  {
    engine: "olmo",
    what: "takes the larger of two curves",
    file: "o.yaml",
    text: `optimizer: {learning_rate: 1}\nscheduler: {name: max_scheduler, t_warmup: 10, alpha_f: 0, warmup_min_lr: 0}\nmax_duration: 100\n`,
    steps: [0, 9, 20, 60, 80, 99],
    rate: (i) => {
      const c = i + 1;
      return c < 10 ? c / 10 : max(halfCosine((c - 10) / 90), sqrt(10 / c));
    },
  },
  {
    engine: "olmo-core",
    what: "reads WSD and tokens of a Python script",
    file: "oc.py",
    text: `SEQUENCE = 100\nBATCH = SEQUENCE * 10\nLR: float = 1e-3\n\ndef build():\n    return ExperimentConfig(\n        train_module=TransformerTrainModuleConfig(optim=AdamWConfig(lr=LR), scheduler=WSD(warmup=10, decay_fraction=0.2)),\n        data_loader=NumpyDataLoaderConfig(global_batch_size=BATCH),\n        trainer=TrainerConfig(max_duration=Duration.tokens(int(1e5))),\n    )\n`,
    steps: [0, 9, 10, 78, 79, 90, 99],
    rate: (i) => {
      const c = i + 1;
      return c <= 10 ? (1e-3 * c) / 10 : c >= 80 ? (1e-3 * (100 - c)) / 20 : 1e-3;
    },
  },
  {
    engine: "olmo-core",
    what: "composes stages and a late decay",
    file: "oc.py",
    text: `lr = 2.0\nscheduler = ComposableScheduler(stages=[\n    ComposableSchedulerStage(duration=10, start_lr=0.0, end_lr_fraction=1.0),\n    ComposableSchedulerStage(duration=90, shape=ComposableSchedulerStageType.cosine, end_lr=0.2),\n], override_decay=OverrideDecay(start=50, duration=10, end_lr=0.0))\n`,
    steps: [0, 8, 9, 30, 49, 54, 59, 80],
    rate: (i) => {
      const c = i + 1;
      const main = (at: number) => (at < 10 ? (2 * at) / 10 : 0.2 + 1.8 * halfCosine((at - 10) / 90));
      return c < 50 ? main(c) : main(50) * max(0, 1 - (c - 50) / 10);
    },
  },
  {
    engine: "gpt-neox",
    what: "runs updates 0 and 1 at the same rate",
    file: "g.yml",
    text: `{"optimizer": {"type": "Adam", "params": {"lr": 1e-3}}, "train_iters": 100, "lr_decay_style": "linear", "warmup": 0.105, "min_lr": 1e-4, "zero": True,}\n`,
    steps: [0, 1, 2, 10, 11, 50, 95, 99],
    rate: (i) => (i <= 10.5 ? (1e-3 * max(1, i)) / 10.5 : max(1e-4, (1e-3 * (100 - i)) / 89.5)),
  },
  {
    engine: "lingua",
    what: "decays wsd by the harmonic mean",
    file: "li.yaml",
    text: `steps: 1_000\noptim:\n  lr: 1e-3\n  warmup: 100\n  scheduler: wsd\n  lr_min_ratio: 0.1\n`,
    steps: [0, 99, 100, 900, 950, 999],
    rate: (i) => {
      if (i < 100) return (1e-3 * i) / 100;
      const u = (i - 900) / 100;
      return i <= 900 ? 1e-3 : 1e-3 / (u * 10 + 1 - u);
    },
  },
  {
    engine: "litgpt",
    what: "counts micro-batches in pretraining",
    file: "lg.yaml",
    text: `model_name: x\ntrain:\n  max_tokens: 1000000\n  global_batch_size: 64\n  micro_batch_size: 4\n  lr_warmup_steps: 10\n  min_lr: 1e-5\noptimizer: {init_args: {lr: 1e-3}}\ndevices: 2\n`,
    total: 100,
    steps: [0, 1, 9, 10, 50, 99],
    rate: (i) => {
      const it = (i + 1) * 8 - 1;
      return it < 80 ? (1e-3 * it) / 80 : 1e-5 + 9.9e-4 * halfCosine((it - 80) / 720);
    },
  },
  {
    engine: "easylm",
    what: "includes the warm-up in the decay",
    file: "e.sh",
    text: `python -m EasyLM.models.llama.llama_train --optimizer.type='adamw' --optimizer.adamw_optimizer.lr=1e-3 --optimizer.adamw_optimizer.end_lr=1e-4 --optimizer.adamw_optimizer.lr_warmup_steps=10 --optimizer.adamw_optimizer.lr_decay_steps=100\n`,
    steps: [0, 5, 10, 55, 100, 200],
    rate: (i) => (i < 10 ? (1e-3 * i) / 10 : 1e-4 + 9e-4 * halfCosine(min(1, (i - 10) / 90))),
  },
  {
    engine: "open_clip",
    what: "cools down over epochs",
    file: "oc.sh",
    text: `python -m open_clip_train.main --lr 1e-3 --warmup 10 --epochs 10 --lr-scheduler const-cooldown --epochs-cooldown 2 --lr-cooldown-end 1e-5 --lr-cooldown-power 2 --model ViT-B-32 --train-data x\n`,
    total: 100,
    steps: [0, 9, 10, 79, 80, 90, 99],
    rate: (i) => (i < 10 ? (1e-3 * (i + 1)) / 10 : i < 80 ? 1e-3 : 1e-5 + 9.9e-4 * (1 - (i - 80) / 20) ** 2),
  },
  {
    engine: "timm",
    what: "steps once an epoch, also over updates",
    file: "ti.sh",
    text: `./train.py --sched cosine --lr 0.4 --epochs 10 --warmup-epochs 2 --min-lr 1e-3 --opt sgd\n`,
    set: { updates_per_epoch: 5 },
    steps: [0, 4, 5, 9, 10, 14, 15, 49],
    rate: (i) => {
      const e = floor(i / 5);
      return e < 2 ? 1e-5 + (e * (0.4 - 1e-5)) / 2 : 1e-3 + 0.399 * halfCosine(e / 10);
    },
  },
  {
    engine: "fairseq",
    what: "follows a reference to the run, with a list of rates",
    file: "f.yaml",
    text: `optimization:\n  max_update: 100\n  lr: [0.0005]\nlr_scheduler:\n  _name: polynomial_decay\n  warmup_updates: 10\n  total_num_update: \${optimization.max_update}\n  power: 2\n`,
    steps: [0, 5, 10, 11, 50, 99],
    rate: (i) => (i <= 10 ? (5e-4 * i) / 10 : 5e-4 * (1 - (i - 10) / 90) ** 2),
  },
  {
    engine: "fairseq2",
    what: "ends at a fifth, and starts again",
    file: "f2.yaml",
    text: `optimizer: {config: {lr: 1e-4}}\nlr_scheduler: {name: cosine_annealing, config: {num_warmup_steps: 10, cycle_len: 40}}\nregime: {num_steps: 100}\n`,
    steps: [0, 5, 10, 30, 49, 50, 70],
    rate: (i) => (i < 10 ? (1e-4 * i) / 10 : 2e-5 + 8e-5 * halfCosine(((i - 10) % 40) / 40)),
  },
  {
    engine: "llm.c",
    what: "decays the last fifth",
    file: "llm.flags",
    text: `-l 0.0006 -u 10 -q 0.1 -k wsd -x 100 -b 64 -d 524288\n`,
    steps: [0, 9, 10, 79, 80, 90, 99],
    rate: (i) => (i < 10 ? (6e-4 * (i + 1)) / 10 : i < 80 ? 6e-4 : 6e-5 + 5.4e-4 * (1 - sqrt((i - 80) / 20))),
  },
  {
    engine: "nanogpt",
    what: "reads assignments",
    file: "train_x.py",
    text: `# a run\nlearning_rate = 1e-3 # max\nmax_iters = 100\nlr_decay_iters = max_iters\nmin_lr = learning_rate / 10\nwarmup_iters = 10\nbatch_size = 5 * 8\n`,
    steps: [0, 9, 10, 55, 100, 120],
    rate: (i) => (i < 10 ? (1e-3 * (i + 1)) / 11 : i > 100 ? 1e-4 : 1e-4 + 9e-4 * halfCosine((i - 10) / 90)),
  },
  {
    engine: "nanochat",
    what: "scales with the root of the batch",
    file: "speedrun.sh",
    text: `torchrun -m scripts.base_train -- --depth=20 --num-iterations=100 --warmup-steps=10 --warmdown-ratio=0.5 --final-lr-frac=0.1 --total-batch-size=2097152\n`,
    steps: [0, 9, 10, 50, 75, 99],
    rate: (i) => {
      const f = (100 - i) / 50;
      return 0.04 * (i < 10 ? (i + 1) / 10 : i <= 50 ? 1 : f + (1 - f) * 0.1);
    },
  },
  {
    engine: "big_vision",
    what: "multiplies the warm-up with the decay",
    file: "bv.py",
    text: `def get_config(arg=None):\n  config = mlc.ConfigDict()\n  config.lr = 1e-3\n  config.total_steps = 100\n  config.input = {}\n  config.input.batch_size = 4096\n  config.schedule = dict(decay_type="rsqrt", timescale=50, warmup_steps=10, cooldown_percent=0.2)\n  return config\n`,
    steps: [0, 5, 10, 50, 80, 90, 99],
    rate: (i) => {
      const decay = i < 10 ? 1 : 1 / sqrt(1 + (i - 10) / 50);
      return 1e-3 * decay * min(1, i / 10) * min(1, (100 - i) / 20);
    },
  },
  {
    engine: "verl",
    what: "reads overrides",
    file: "grpo.sh",
    text: `python3 -m verl.trainer.main_ppo \\\n  algorithm.adv_estimator=grpo \\\n  actor_rollout_ref.actor.optim.lr=1e-6 \\\n  actor_rollout_ref.actor.optim.lr_warmup_steps_ratio=0.1 \\\n  actor_rollout_ref.actor.optim.warmup_style=cosine \\\n  actor_rollout_ref.actor.optim.min_lr_ratio=0.2 \\\n  trainer.total_epochs=15\n`,
    total: 105,
    steps: [0, 5, 10, 50, 104],
    rate: (i) => 1e-6 * warm(i, 10, i / 10, () => 0.2 + 0.8 * halfCosine((i - 10) / 95)),
  },
  {
    engine: "prime-rl",
    what: "warms up from the lowest rate and reaches it at the end",
    file: "p.toml",
    text: `max_steps = 100\n[optim]\nlr = 1e-4\n[scheduler]\ntype = "linear"\nwarmup_steps = 10\ndecay_steps = 20\nmin_lr = 1e-5\n`,
    steps: [0, 5, 10, 79, 80, 90, 99],
    rate: (i) => (i < 10 ? 1e-5 + (9e-5 * i) / 10 : i < 80 ? 1e-4 : 1e-4 - (9e-5 * (i - 80)) / 19),
  },
  {
    engine: "keras",
    what: "decays after the warm-up",
    file: "k.json",
    text: `{"module": "keras.optimizers", "class_name": "Adam", "config": {"learning_rate": {"class_name": "CosineDecay", "config": {"initial_learning_rate": 0.0, "decay_steps": 90, "alpha": 0.1, "warmup_target": 0.001, "warmup_steps": 10, "name": null}}}}`,
    steps: [0, 5, 10, 55, 100, 200],
    rate: (i) => (i < 10 ? (1e-3 * i) / 10 : 1e-4 + 9e-4 * halfCosine(min(1, (i - 10) / 90))),
  },
];
