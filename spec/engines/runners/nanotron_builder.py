"""nanotron's `lr_scheduler_builder`, stepped once an update as its trainer does.

Its module is loaded without the parts of nanotron that train: they need a GPU and older packages.
"""

from types import SimpleNamespace

from .common import load_module, rates_of, read_yaml, tiny_optimizer
from .stubs import stub_modules

stub_modules(
    "dacite",
    "nanotron.distributed",
    "nanotron.generation",
    "nanotron.logging",
    "nanotron.models",
    "nanotron.optim",
    "nanotron.parallel",
    "nanotron.random",
)

from nanotron.config import LRSchedulerArgs
from nanotron.helpers import lr_scheduler_builder

PACKAGES = ["nanotron", "torch"]


def run(path, total):
    if path.endswith(".py"):
        optimizer = tiny_optimizer(1.0)
        scheduler = load_module(path).make_scheduler(optimizer)
    else:
        config = read_yaml(path)
        arguments = LRSchedulerArgs(**config["optimizer"]["learning_rate_scheduler"])
        optimizer = tiny_optimizer(arguments.learning_rate)
        owner = SimpleNamespace(get_base_optimizer=lambda: optimizer)
        scheduler = lr_scheduler_builder(owner, arguments, config["tokens"]["train_steps"])
    return rates_of(optimizer, total, lambda _done: scheduler.step())
