"""torchtitan's LRSchedulersContainer, from the fields of its Config."""

from torchtitan.components.optimizer.lr_scheduler import LRSchedulersContainer

from .common import load_module, rates_of, read_flags, tiny_optimizer

PACKAGES = ["torchtitan", "torch"]
NUMBERS = {"warmup_steps": int, "total_steps": int, "decay_ratio": float, "min_lr_factor": float}


def run(path, total):
    if path.endswith(".py"):
        module = load_module(path)
        optimizer = tiny_optimizer(module.BASE_RATE)
        schedulers = module.make_schedulers([optimizer])
        return rates_of(optimizer, total, lambda _done: schedulers.step())
    flags = read_flags(path)
    own = {key.split(".")[1]: value for key, value in flags.items() if key.startswith("lr_scheduler.")}
    config = LRSchedulersContainer.Config(**{key: NUMBERS.get(key, str)(value) for key, value in own.items()})
    optimizer = tiny_optimizer(float(flags["optimizer.lr"]))
    schedulers = config.build(optimizers=[optimizer], training_steps=int(flags["training.steps"]))
    return rates_of(optimizer, total, lambda _done: schedulers.step())
