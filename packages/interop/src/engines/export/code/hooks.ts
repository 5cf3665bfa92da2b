/**
 * The adapter of each engine for a function of the update: a few lines of Python after `learning_rate`, and their
 * usage.
 */

export interface Hook {
  /** How to use the file, in sentences. */
  readonly usage: string;
  readonly code: string;
}

/** A `LambdaLR` whose rates are `learning_rate(update)`, whatever rate the optimizer was created with. */
const LAMBDA = `
def make_scheduler(optimizer, *_unused, last_epoch=-1, **_ignored):
    """A PyTorch scheduler; step it once after each update."""
    from torch.optim.lr_scheduler import LambdaLR

    for group in optimizer.param_groups:
        group["lr"] = BASE_RATE
        group["initial_lr"] = BASE_RATE
    return LambdaLR(optimizer, lambda update: learning_rate(update) / BASE_RATE, last_epoch)
`;

/** `module` is the Python module with Megatron's class. */
function megatron(module: string): string {
  return `
def scheduler_class(samples_per_update):
    """${module}'s class with this schedule; the weight decay stays as configured."""
    from megatron.core.optimizer_param_scheduler import OptimizerParamScheduler

    class Scheduler(OptimizerParamScheduler):
        def get_lr(self, param_group):
            return learning_rate(round(self.num_steps / samples_per_update))

    return Scheduler
`;
}

export const hooks = {
  torch: {
    usage: "scheduler = make_scheduler(optimizer), and scheduler.step() after each update.",
    code: LAMBDA,
  },
  hf: {
    usage: "class MyTrainer(ScheduledTrainer, Trainer): pass",
    code: `${LAMBDA}

class ScheduledTrainer:
    """Put it before transformers' Trainer, or a class of TRL, among the bases of a class."""

    def create_scheduler(self, num_training_steps, optimizer=None):
        if self.lr_scheduler is None:
            self.lr_scheduler = make_scheduler(optimizer or self.optimizer)
            self._created_lr_scheduler = True
        return self.lr_scheduler
`,
  },
  deepspeed: {
    usage: "deepspeed.initialize(..., lr_scheduler=make_scheduler), without a scheduler in the JSON file.",
    code: LAMBDA,
  },
  megatron: {
    usage:
      "Use scheduler_class(global_batch_size) for OptimizerParamScheduler in get_optimizer_param_scheduler.",
    code: megatron("Megatron-LM"),
  },
  "megatron-bridge": {
    usage: "Use scheduler_class(global_batch_size) where Megatron-Bridge makes its OptimizerParamScheduler.",
    code: megatron("Megatron-Bridge"),
  },
  automodel: {
    usage: "Step make_scheduler(optimizer) in place of the recipe's OptimizerParamScheduler.",
    code: LAMBDA,
  },
  torchtitan: {
    usage:
      "lr_schedulers = make_schedulers(optimizers), in place of LRSchedulersContainer.Config(...).build.",
    code: `
def make_schedulers(optimizers):
    """torchtitan's container of schedulers; the optimizers must be made with lr=BASE_RATE."""
    from torchtitan.components.optimizer.lr_scheduler import LRSchedulersContainer

    return LRSchedulersContainer(optimizers, lambda update: learning_rate(update) / BASE_RATE)
`,
  },
  torchtune: {
    usage: "lr_scheduler: {_component_: <this module>.make_scheduler}",
    code: LAMBDA,
  },
  composer: {
    usage:
      "Trainer(optimizers=optimizer, schedulers=make_scheduler(optimizer), step_schedulers_every_batch=True)",
    code: LAMBDA,
  },
  lightning: {
    usage: "class MyModule(ScheduledModule, LightningModule), with make_optimizer(self).",
    code: `${LAMBDA}

class ScheduledModule:
    """Put it before LightningModule among the bases of a class that has make_optimizer."""

    def configure_optimizers(self):
        optimizer = self.make_optimizer()
        return {
            "optimizer": optimizer,
            "lr_scheduler": {"scheduler": make_scheduler(optimizer), "interval": "step", "frequency": 1},
        }
`,
  },
  nanotron: {
    usage: "Step make_scheduler(optimizer) in place of the one that lr_scheduler_builder makes.",
    code: LAMBDA,
  },
  olmo: {
    usage: "scheduler = make_scheduler(), in place of build_scheduler(cfg).",
    code: `
def make_scheduler(grad_clip_warmup_steps=None, grad_clip_warmup_factor=None):
    """A scheduler of OLMo, which counts updates from 1."""
    from olmo.optim import Scheduler

    class Schedule(Scheduler):
        def get_lr(self, initial_lr, step, max_steps):
            return learning_rate(max(0, step - 1))

    return Schedule(grad_clip_warmup_steps, grad_clip_warmup_factor, warmup_min_lr=None)
`,
  },
  open_clip: {
    usage: "scheduler = make_scheduler(optimizer), in place of cosine_lr(...).",
    code: `
def make_scheduler(optimizer):
    """A function of the update, as open_clip's schedulers are."""

    def adjust(update):
        rate = learning_rate(update)
        for group in optimizer.param_groups:
            group["lr"] = rate
        return rate

    adjust(0)
    return adjust
`,
  },
  timm: {
    usage: "lr_scheduler = make_scheduler(optimizer), in place of create_scheduler_v2(...).",
    code: `
def make_scheduler(optimizer):
    """A scheduler of timm that counts updates."""
    from timm.scheduler.scheduler import Scheduler

    class Schedule(Scheduler):
        def _get_lr(self, t):
            return [learning_rate(t)] * len(self.optimizer.param_groups)

    scheduler = Schedule(optimizer, "lr", t_in_epochs=False)
    scheduler.step_update(0)
    return scheduler
`,
  },
  keras: {
    usage: "keras.optimizers.AdamW(learning_rate=make_schedule())",
    code: `
def make_schedule():
    """A Keras schedule: a table of the run in float32."""
    import keras

    class Schedule(keras.optimizers.schedules.LearningRateSchedule):
        def __init__(self):
            super().__init__()
            self.rates = keras.ops.convert_to_tensor(
                [learning_rate(update) for update in range(TOTAL_STEPS)], dtype="float32"
            )

        def __call__(self, step):
            update = keras.ops.clip(keras.ops.cast(step, "int32"), 0, TOTAL_STEPS - 1)
            return keras.ops.take(self.rates, update)

        def get_config(self):
            return {}

    return Schedule()
`,
  },
  optax: {
    usage: "optax.adamw(learning_rate=schedule)",
    code: `
def make_schedule():
    """An Optax schedule: a table of the run in float32."""
    import jax.numpy as jnp

    rates = jnp.asarray([learning_rate(update) for update in range(TOTAL_STEPS)], dtype=jnp.float32)
    return lambda count: rates[jnp.clip(count, 0, TOTAL_STEPS - 1).astype(int)]


schedule = make_schedule()
`,
  },
} as const satisfies Readonly<Record<string, Hook>>;

export type HookedEngine = keyof typeof hooks;
