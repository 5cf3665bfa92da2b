"""NeMo AutoModel's `LRSchedulerConfig.build`, stepped once an update as its recipes do."""

from types import SimpleNamespace

from nemo_automodel.components.optim.optimizer import LRSchedulerConfig

from .common import load_module, rates_of, read_yaml, tiny_optimizer

PACKAGES = ["nemo-automodel", "torch"]


def run(path, total):
    if path.endswith(".py"):
        optimizer = tiny_optimizer(1.0)
        scheduler = load_module(path).make_scheduler(optimizer)
        return rates_of(optimizer, total, lambda _done: scheduler.step())
    config = read_yaml(path)
    optimizer = tiny_optimizer(config["optimizer"]["lr"])
    steps = SimpleNamespace(epoch_len=None, num_epochs=1, max_steps=config["step_scheduler"]["max_steps"])
    (scheduler,) = LRSchedulerConfig(**config["lr_scheduler"]).build(optimizer, steps)
    return rates_of(optimizer, total, lambda _done: scheduler.step(1))
