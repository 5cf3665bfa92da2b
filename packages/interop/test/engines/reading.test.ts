/** What files leave open, what they assume, and what has no effect. */
import { fromJSON } from "@anneal/core";
import { ImportError, importSchedule } from "@anneal/interop/engines";
import { describe, expect, it } from "vitest";

const rateOf = async (text: string, options: object, step: number) =>
  fromJSON((await importSchedule(text, options)).schedules[0]?.schedule)(step);

async function refusal(text: string, options: object): Promise<ImportError> {
  const error = await importSchedule(text, options).catch((caught: unknown) => caught);
  expect(error).toBeInstanceOf(ImportError);
  return error as ImportError;
}

describe("what a file leaves open", () => {
  it("is asked for by name, all at once", async () => {
    const text = `--lr $LR --min-lr \${MIN_LR} --lr-decay-style cosine --lr-warmup-samples 10 --global-batch-size $((GPUS * 4))\n`;
    const error = await refusal(text, { engine: "megatron", file: "train.sh" });
    expect(error.code).toBe("missing");
    expect([...error.missing].sort()).toEqual(["GPUS", "LR", "MIN_LR", "total"]);
    expect(error.message).toContain("--total <updates>");
  });

  it("is taken from the caller, also inside sums", async () => {
    const text = `LR=\${LR:-1e-3}\nGBS=$((GPUS * 4))\n--lr $LR --min-lr \${MIN_LR} --lr-warmup-samples 80 --train-samples 800 --global-batch-size $GBS\n`;
    const options = { engine: "megatron", file: "train.sh", set: { MIN_LR: "1e-4", GPUS: 2 } };
    expect(await rateOf(text, options, 5)).toBeCloseTo(5e-4, 12);
  });

  it("counts where a field is given that the file has: the caller comes first", async () => {
    const text = "learning_rate: 1e-3\nlr_scheduler_type: constant\n";
    expect(await rateOf(text, { engine: "hf", set: { learning_rate: 2e-3 } }, 0)).toBe(2e-3);
  });

  it("takes a total that is the file's, rounded to whole updates, as the file has it", async () => {
    const samples = "--lr 1 --lr-decay-style linear --train-samples 1001 --global-batch-size 10\n";
    const options = { engine: "megatron", file: "x.sh" };
    const own = await rateOf(samples, options, 50);
    expect(own).toBeCloseTo(1 - 50 / 100.1, 12);
    for (const total of [100, 101]) expect(await rateOf(samples, { ...options, total }, 50)).toBe(own);
    expect(await rateOf(samples, { ...options, total: 200 }, 50)).toBe(0.75);
  });

  it("is Composer's duration in any unit, unless the caller gives another", async () => {
    const scheduler = "scheduler: {name: linear_decay_with_warmup, t_warmup: 0ba}\noptimizer: {lr: 1}\n";
    const text = `max_duration: 100ba\n${scheduler}`;
    expect(await rateOf(text, { engine: "composer" }, 50)).toBe(0.5);
    expect(await rateOf(text, { engine: "composer", total: 200 }, 50)).toBe(0.75);
  });

  it("says so where the caller's total is not the file's", async () => {
    const { notes } = await importSchedule("learning_rate: 1\nmax_steps: 10\n", { engine: "hf", total: 20 });
    expect(notes).toContain("the run has 20 updates as given, not max_steps = 10");
  });

  it("names what the caller gave in vain", async () => {
    const { notes } = await importSchedule("learning_rate: 1\nmax_steps: 10\n", {
      engine: "hf",
      set: { waramup: 3 },
    });
    expect(notes.join()).toContain("waramup was given");
  });

  it("is asked for where the shell changes a value", async () => {
    for (const value of ["X%.*", "X: -4", "(kv)X", "X[0]", "#X"].map((inner) => `\${${inner}}`)) {
      const text = `X=5\necho ${value}\n--lr ${value} --lr-decay-style constant --train-iters 10\n`;
      expect((await refusal(text, { engine: "megatron", file: "train.sh" })).missing).toEqual(["lr"]);
    }
  });

  it("is asked for where it is a call", async () => {
    const text = `x = TransformerTrainModuleConfig(optim=AdamWConfig(lr=rate_of("checkpoint")), scheduler=WSD(warmup=1))\n`;
    const error = await refusal(text, { engine: "olmo-core", file: "x.py", total: 10 });
    expect(error.missing).toEqual(["train_module.optim.lr"]);
  });

  it("may be in another file", async () => {
    const text =
      "defaults: [_self_, ../base.yaml, {optimizer: adam}, {model: null}]\npolicy: {scheduler: []}\n";
    const error = await refusal(text, { engine: "nemo-rl", file: "x.yaml" });
    expect(error.message).toContain("which ../base.yaml or optimizer/adam may contain");
    const set = { "policy.optimizer.kwargs.lr": 1e-6 };
    const { findings } = await importSchedule(text, { engine: "nemo-rl", file: "x.yaml", set });
    expect(findings.map(({ code }) => code)).toContain("base-file");
  });

  it("is the function where several assign an attribute", async () => {
    const text = `def a():\n  cfg.train.train_iters = 10\n  cfg.optimizer.lr = 1e-3\ndef b():\n  cfg.train.train_iters = 20\n  cfg.optimizer.lr = 2e-3\n`;
    const error = await refusal(text, { engine: "megatron-bridge", file: "c.py" });
    expect(error.missing).toContain("config");
    const options = { engine: "megatron-bridge", file: "c.py", set: { config: "a" } };
    expect(await rateOf(text, options, 0)).toBe(1e-3);
    expect(await rateOf(text, options, 5)).toBeCloseTo(5e-4, 15);
  });

  it("lists the functions of a file with several configurations", async () => {
    const text = `def a():\n  return LRSchedulersContainer.Config(warmup_steps=1)\ndef b():\n  return LRSchedulersContainer.Config(warmup_steps=2)\n`;
    const error = await refusal(text, { engine: "torchtitan", file: "c.py" });
    expect(error.message).toContain("(a, b)");
    expect(error.missing).toEqual(["config"]);
  });
});

describe("what is reported", () => {
  it("defaults that were taken", async () => {
    const { assumed } = await importSchedule(
      "step_scheduler: {max_steps: 100}\noptimizer: {lr: 1}\nlr_scheduler: {}\n",
      { engine: "automodel" },
    );
    expect(assumed).toContain("lr_scheduler.min_lr = 0.01 * optimizer.lr");
    expect(assumed).toContain("lr_scheduler.lr_decay_style = cosine");
  });

  it("fields without effect", async () => {
    const { notes } = await importSchedule(
      "base_model: x\nlearning_rate: 1\nlr_scheduler: linear\ncosine_min_lr_ratio: 0.1\nmax_steps: 10\nwarmup_steps: 2\n",
      { engine: "axolotl" },
    );
    expect(notes).toContain("cosine_min_lr_ratio = 0.1 has no effect here");
  });

  it("a run that is shorter than its warm-up", async () => {
    const text = "--lr 1 --lr-decay-iters 200 --lr-warmup-iters 100 --train-iters 50 --global-batch-size 1\n";
    const { findings } = await importSchedule(text, { engine: "megatron", file: "a.flags" });
    expect(findings.map(({ code }) => code)).toEqual(
      expect.arrayContaining(["run-shorter-than-warm-up", "decay-longer-than-run"]),
    );
  });

  it("a floor above the curve, and second curves", async () => {
    const text = "--lr 1 --decoupled-lr 0.5 --decoupled-min-lr 0.1 --train-iters 50 --global-batch-size 1\n";
    const { findings, schedules } = await importSchedule(text, { engine: "megatron", file: "a.flags" });
    expect(findings.map(({ code }) => code)).toContain("second-curve");
    expect(schedules.map(({ name }) => name)).toEqual(["main", "decoupled"]);
    const nemo =
      "optim: {lr: 1e-4, sched: {name: InverseSquareRootAnnealing, warmup_steps: 5, min_lr: 1e-3, max_steps: 10}}\n";
    const floor = await importSchedule(nemo, { engine: "nemo" });
    expect(floor.findings.map(({ code }) => code)).toContain("floor-above-curve");
  });

  it("weight decay and momentum", async () => {
    const text =
      "--lr 1 --train-iters 100 --global-batch-size 1 --start-weight-decay 0.1 --end-weight-decay 0.3 --weight-decay-incr-style linear\n";
    const { weightDecay } = await importSchedule(text, { engine: "megatron", file: "a.flags" });
    expect(fromJSON(weightDecay)(50)).toBeCloseTo(0.2, 12);
    const nanochat = await importSchedule("--num-iterations=1000\n", { engine: "nanochat", file: "a.flags" });
    expect(fromJSON(nanochat.momentum)(200)).toBeCloseTo(0.91, 12);
    expect(nanochat.schedules.map(({ name }) => name)).toEqual([
      "main",
      "embedding",
      "unembedding",
      "scalar",
    ]);
  });
});

describe("refusals", () => {
  it.each([
    [
      "hf",
      "a.yaml",
      "a: 1\nlearning_rate: fast\nmax_steps: 3\n",
      2,
      "learning_rate",
      "must be a number above 0",
    ],
    [
      "hf",
      "a.json",
      '{\n "learning_rate": 1,\n "max_steps": 3,\n "lr_scheduler_type": "warmup"\n}',
      4,
      "lr_scheduler_type",
      "transformers",
    ],
    [
      "composer",
      "a.yaml",
      "optimizer: {lr: 1}\nmax_duration: 9ba\nscheduler:\n  t_warmup: 1ba\n  name: cosine\n",
      5,
      "scheduler.name",
      "Composer",
    ],
    [
      "axolotl",
      "a.yaml",
      "learning_rate: 1\nmax_steps: 9\nwarmup_steps: 1\nwarmup_ratio: 0.1\n",
      4,
      "warmup_ratio",
      "must not be given together",
    ],
    [
      "nemo",
      "a.yaml",
      "model:\n  optim:\n    lr: 1\n    sched:\n      name: CosineAnnealing\n      max_steps: 9\n      warmup_steps: 1\n      warmup_ratio: 0.1\n",
      8,
      "model.optim.sched.warmup_ratio",
      "must not be given together",
    ],
    [
      "torchtitan",
      "a.toml",
      "[optimizer]\nlr = 1.0\n[lr_scheduler]\ndecay_type = 'exp'\n[training]\nsteps = 3\n",
      4,
      "lr_scheduler.decay_type",
      "one of linear, sqrt, cosine",
    ],
    [
      "megatron",
      "a.sh",
      "x\n--lr 1 \\\n --lr-decay-style up --train-iters 3\n",
      2,
      "lr_decay_style",
      "must be one of",
    ],
    ["nanogpt", "a.py", "x = 1\nwarmup_iters = 'many'\n", 2, "warmup_iters", "must be a whole number"],
    [
      "automodel",
      "a.yaml",
      "optimizer: {lr: 1}\nlr_scheduler:\n  lr_warmup_steps: 0.1\nstep_scheduler: {max_steps: 9}\n",
      3,
      "lr_scheduler.lr_warmup_steps",
      "whole number",
    ],
  ])("of %s names the file, line and field", async (engine, file, text, line, field, reason) => {
    const error = await refusal(text, { engine, file });
    expect(error).toMatchObject({ code: "field", line, field });
    expect(error.message).toContain(file);
    expect(error.message).toContain(reason);
  });

  it("of what follows a metric", async () => {
    const error = await refusal("learning_rate: 1\nlr_scheduler_type: reduce_lr_on_plateau\n", {
      engine: "hf",
    });
    expect(error.message).toContain("follows a metric");
  });

  it("of an engine that is unknown or not clear", async () => {
    expect((await refusal("a: 1\n", { engine: "torch" })).code).toBe("engine");
    expect((await refusal("a: 1\n", {})).message).toContain("--engine <name>");
  });

  it("reads defaults that come from commands or from other variables", async () => {
    const rate = "RATE=$" + "{RATE:-$" + "{OTHER:-2e-5}}";
    const script = [
      "DEVICE=$" + "{DEVICE:-$(python3 -c 'import torch' 2>/dev/null && echo gpu || echo cpu)}",
      rate,
      ': "$' + '{PATH_TO:?must be set}"',
      "python -m verl.trainer.sft optim.lr=$RATE optim.lr_warmup_steps=$WARM trainer.total_training_steps=50",
    ].join("\n");
    const { schedules } = await importSchedule(script, {
      engine: "verl",
      file: "run.sh",
      set: { WARM: 10 },
    });
    expect(fromJSON(schedules[0]?.schedule)(5)).toBeCloseTo(1e-5, 15);
    await expect(importSchedule(script, { engine: "verl", file: "run.sh" })).rejects.toThrow("--set WARM=");
    const unknown = script.replace(rate, "RATE=$(cat rate.txt)");
    await expect(
      importSchedule(unknown, { engine: "verl", file: "run.sh", set: { WARM: 10 } }),
    ).rejects.toThrow("--set RATE=");
  });

  it("asks for the field, not for an expression that nobody can read", async () => {
    const text =
      "config.lr = {\n  'a': 1,\n}[arg.data]\nconfig.total_steps = 9\nconfig.schedule = dict(decay_type='cosine')\n";
    const error = await refusal(text, { engine: "big_vision", file: "c.py" });
    expect(error).toMatchObject({ code: "missing", missing: ["config.lr"] });
  });

  it("names what is missing by its whole path, and takes it by that", async () => {
    const text = "policy:\n  optimizer:\n    kwargs: {weight_decay: 0.1}\n";
    const path = "policy.optimizer.kwargs.lr";
    await expect(importSchedule(text, { engine: "nemo-rl", file: "a.yaml" })).rejects.toThrow(
      `--set ${path}=`,
    );
    const { schedules } = await importSchedule(text, {
      engine: "nemo-rl",
      file: "a.yaml",
      set: { [path]: 1e-5 },
    });
    expect(fromJSON(schedules[0]?.schedule)(0)).toBe(1e-5);
  });

  it("takes a run that is shorter than its warm-up, and says lengths that don't fit in the file's terms", async () => {
    const lingua = "steps: 10\noptim: {lr: 1.0e-3, warmup: 20}\n";
    const { schedules } = await importSchedule(lingua, { engine: "lingua", file: "a.yaml" });
    expect(fromJSON(schedules[0]?.schedule)(10)).toBeCloseTo(5e-4, 15);
    const short =
      "regime: {num_steps: 10}\nlr_scheduler: {name: cosine_annealing, config: {num_warmup_steps: 20}}\n";
    await expect(importSchedule(short, { engine: "fairseq2", file: "b.yaml" })).rejects.toThrow(
      "regime.num_steps must be more than the 20 updates of the warm-up",
    );
  });
});
