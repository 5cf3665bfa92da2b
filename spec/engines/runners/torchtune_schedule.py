"""torchtune's schedule, called as its recipes call the component of the configuration."""

from .common import load_module, rates_of, read_yaml, tiny_optimizer

PACKAGES = ["torchtune", "torch"]


def make(config, optimizer, total):
    from torchtune.training.lr_schedulers import get_cosine_schedule_with_warmup

    arguments = {key: value for key, value in config.items() if key != "_component_"}
    return get_cosine_schedule_with_warmup(optimizer, num_training_steps=total, **arguments)


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
