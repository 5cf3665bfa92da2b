"""torchtune's schedule, called as its recipes call the component of the configuration.

The module is loaded without the rest of the package, which needs a torchao that no longer goes with this torch.
"""

import sys
from importlib.metadata import distribution
from types import ModuleType

from .common import load_module, rates_of, read_yaml, tiny_optimizer

PACKAGES = ["torchtune", "torch"]


def schedule_module():
    memory = ModuleType("torchtune.training.memory")
    memory.OptimizerInBackwardWrapper = type("OptimizerInBackwardWrapper", (), {})
    sys.modules.setdefault("torchtune.training.memory", memory)
    return load_module(distribution("torchtune").locate_file("torchtune/training/lr_schedulers.py"))


def make(config, optimizer, total):
    arguments = {key: value for key, value in config.items() if key != "_component_"}
    return schedule_module().get_cosine_schedule_with_warmup(optimizer, num_training_steps=total, **arguments)


def run(path, total):
    if path.endswith(".py"):
        optimizer = tiny_optimizer(1.0)
        scheduler = load_module(path).make_scheduler(optimizer, num_training_steps=total)
    else:
        config = read_yaml(path)
        optimizer = tiny_optimizer(config["optimizer"]["lr"])
        if "lr_scheduler" not in config:
            return rates_of(optimizer, total, lambda _done: None)
        scheduler = make(config["lr_scheduler"], optimizer, config["epochs"] * config["max_steps_per_epoch"])
    return rates_of(optimizer, total, lambda _done: scheduler.step())
