"""OLMo's scheduler, made by its own `build_scheduler` and asked with the step that its trainer has: from 1."""

from olmo.config import SchedulerConfig
from olmo.optim import build_scheduler

from .common import load_module, read_yaml

PACKAGES = ["ai2-olmo"]


def run(path, total):
    if path.endswith(".py"):
        scheduler = load_module(path).make_scheduler()
        rate = 1.0
    else:
        config = read_yaml(path)
        rate = config["optimizer"]["learning_rate"]
        scheduler = build_scheduler(None, SchedulerConfig.new(**config["scheduler"]))
    return [float(scheduler.get_lr(rate, update + 1, total)) for update in range(total)]
