/** Configurations of other codebases. */
import { type EngineCase, halfCosine, warm } from "./engine-case.js";

const { sqrt, min, max, floor } = Math;

export const codebaseCases: readonly EngineCase[] = [
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
    what: "takes what two calls of one function agree on",
    file: "oc.py",
    text: `def build_config(skip):\n    return TransformerTrainModuleConfig(\n        optim=AdamWConfig(lr=1e-3, fused=True) if not skip else SkipStepAdamWConfig(lr=1e-3, compile=True),\n        scheduler=LinearWithWarmup(warmup=10, alpha_f=0.0),\n    )\n`,
    total: 100,
    steps: [0, 8, 9, 50, 99],
    rate: (i) => (i < 9 ? (1e-3 * (i + 1)) / 10 : (1e-3 * (100 - (i + 1))) / 90),
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
    engine: "timm",
    what: "scales the base rate with the batch, also by its short flag",
    file: "ti.sh",
    text: `torchrun train.py -b 256 --grad-accum-steps 2 --lr-base 0.1 --sched cosine --epochs 10 --warmup-epochs 0 --opt sgd\n`,
    set: { world_size: 4 },
    steps: [0, 1, 5, 9],
    rate: (e) => 0.8 * halfCosine(e / 10),
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
    engine: "fairseq",
    what: "reads the scheduler of the first group of a composite optimizer",
    file: "f.yaml",
    text: `optimization:\n  max_update: 100\n  lr: [0.1]\noptimizer:\n  _name: composite\n  groups:\n    default:\n      lr_float: 1e-3\n      lr_scheduler:\n        _name: cosine\n        warmup_updates: 10\n    decoder:\n      lr: [2e-3]\n      lr_scheduler: {_name: fixed}\nlr_scheduler: pass_through\n`,
    steps: [0, 5, 10, 55, 99],
    rate: (i) => 1e-3 * warm(i, 10, i / 10, () => halfCosine((i - 10) / 90)),
  },
  {
    engine: "fairseq",
    what: "warms up in a run that ends before the cosine begins",
    file: "f.yaml",
    text: `optimization:\n  max_update: 50\n  lr: [1e-3]\nlr_scheduler:\n  _name: cosine\n  warmup_updates: 100\n`,
    steps: [0, 10, 49],
    rate: (i) => (1e-3 * i) / 100,
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
    engine: "big_vision",
    what: "chooses by the defaults of the arguments",
    file: "bv.py",
    text: `def get_config(arg=None):\n  c = common.parse_arg(arg, res=224, freeze_vit=True, freeze_llm=False)\n  c.lr = 1e-3\n  c.total_steps = 100\n  c.input = {}\n  sched = dict(decay_type='cosine', warmup_percent=0.1)\n  c.schedule = [('img/.*', None if c.freeze_vit else sched), ('llm/.*', None if c.freeze_llm else sched)]\n  return c\n`,
    steps: [0, 5, 10, 50, 99],
    rate: (i) => 1e-3 * min(1, i / 10) * (i < 10 ? 1 : halfCosine((i - 10) / 90)),
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
