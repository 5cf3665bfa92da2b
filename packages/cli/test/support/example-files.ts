/** The files that examples in help and README name. */
import { warmupCosine } from "@anneal/core";

const lr = warmupCosine({ peak: 3e-4, warmupSteps: 100, totalSteps: 1000 });
const steps = Array.from({ length: 51 }, (_, i) => i * 20);
const logged = steps.map((step) => ({ step, learning_rate: Number(lr(step).toPrecision(4)) }));

/** A range test: the loss falls, then diverges. */
const rangeTest = Array.from({ length: 60 }, (_, i) => {
  const rate = 1e-6 * 1.3 ** i;
  return `${i},${rate},${2.5 - 1.5 / (1 + (1e-3 / rate) ** 2) + (rate > 0.5 ? rate * 4 : 0)}`;
});

export const exampleFiles: Readonly<Record<string, string>> = {
  "ds_config.json": JSON.stringify({
    optimizer: { type: "AdamW", params: { lr: 3e-4 } },
    scheduler: {
      type: "WarmupDecayLR",
      params: { warmup_max_lr: 3e-4, warmup_num_steps: 100, warmup_type: "linear", total_num_steps: 1000 },
    },
  }),
  "sft.yaml":
    "per_device_train_batch_size: 4\nlearning_rate: 3.0e-4\nlr_scheduler_type: cosine\nwarmup_steps: 100\n",
  "model.yaml":
    "model:\n  optim:\n    lr: 3e-4\n    sched: {name: CosineAnnealing, warmup_steps: 100}\ntrainer: {max_epochs: 3}\n",
  "train.sh":
    "--lr $LR --lr-decay-style cosine --lr-warmup-iters 100 --train-iters 1000 --global-batch-size 8\n",
  "a.json": JSON.stringify(lr),
  "b.json": JSON.stringify(warmupCosine({ peak: 3e-4, warmupSteps: 50, totalSteps: 1000 })),
  "run.csv": `step,learning_rate\n${logged.map((each) => `${each.step},${each.learning_rate}`).join("\n")}\n`,
  "trainer_state.json": JSON.stringify({ global_step: 1000, log_history: logged }),
  "range-test.csv": `step,lr,loss\n${rangeTest.join("\n")}\n`,
};
