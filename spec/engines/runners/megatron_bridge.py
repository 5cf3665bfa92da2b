"""Megatron-Bridge's SchedulerConfig, its conversion to samples, and its `_get_scheduler`.

Their modules are loaded without the models and adapters of the package, which need Transformer Engine.
"""

from types import SimpleNamespace

from megatron.core.optimizer_param_scheduler import OptimizerParamScheduler

from .common import load_module, read_yaml, tiny_optimizer
from .stubs import stub_modules

stub_modules(
    "megatron.bridge",
    but={
        "megatron.bridge",
        "megatron.bridge.training",
        "megatron.bridge.training.config",
        "megatron.bridge.training.optim",
    },
)

from megatron.bridge.training import optim
from megatron.bridge.training.config import ConfigContainer, SchedulerConfig

PACKAGES = ["megatron-bridge", "megatron-core"]
BATCH = 8


def scheduler_config(section, iterations):
    """The section with its lengths in samples, as the container computes them before training."""
    config = SchedulerConfig(start_weight_decay=0.01, end_weight_decay=0.01, **section)
    config.finalize()
    train = SimpleNamespace(train_iters=iterations, train_samples=None, global_batch_size=BATCH)
    container = SimpleNamespace(scheduler=config, train=train)
    ConfigContainer._validate_training_scheduler_compatibility(container)
    ConfigContainer._calculate_scheduler_steps(container)
    return config


def run(path, total):
    optimizer = tiny_optimizer(1.0)
    optimizer.param_groups[0].update(default_config=True)
    if path.endswith(".py"):
        optim.OptimizerParamScheduler = load_module(path).scheduler_class(BATCH)
        config = {"optimizer": {"lr": 1.0, "min_lr": 0.0}, "scheduler": {}, "train": {"train_iters": total}}
    else:
        optim.OptimizerParamScheduler = OptimizerParamScheduler
        config = read_yaml(path)
    section = scheduler_config(config["scheduler"], config["train"]["train_iters"])
    scheduler = optim._get_scheduler(SimpleNamespace(**config["optimizer"]), section, optimizer)
    rates = []
    for _ in range(total):
        rates.append(float(optimizer.param_groups[0]["lr"]))
        scheduler.step(increment=BATCH)
    return rates
