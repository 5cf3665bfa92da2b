"""fairseq2's schedulers, made as its recipes make them of the configuration.

The modules are loaded without the rest of the package, which needs a native library.
"""

from importlib.metadata import distribution

from .common import bare_package, rates_of, read_yaml, tiny_optimizer

bare_package("fairseq2", distribution("fairseq2").locate_file("fairseq2"))
bare_package("fairseq2.optim", distribution("fairseq2").locate_file("fairseq2/optim"))

from fairseq2.optim import lr_schedulers

PACKAGES = ["fairseq2", "torch"]


def make(name, config, optimizer, rate, steps):
    config = dict(config)
    warmup = config.pop("num_warmup_steps", 0)
    if name == "cosine_annealing":
        final, scale = config.pop("final_lr", None), config.pop("final_lr_scale", 0.2)
        length = config.pop("cycle_len", None) or steps - warmup
        low = rate * scale if final is None else final
        return lr_schedulers.CosineAnnealingLR(optimizer, length, warmup, final_lr=low, **config)
    if name == "myle":
        return lr_schedulers.MyleLR(optimizer, warmup, **config)
    if name == "noam":
        return lr_schedulers.NoamLR(optimizer, warmup)
    if name == "polynomial_decay":
        return lr_schedulers.PolynomialDecayLR(optimizer, steps, warmup, **config)
    return lr_schedulers.TriStageLR(optimizer, steps, tuple(config.pop("stage_ratio")), **config)


def run(path, total):
    config = read_yaml(path)
    rate = config["optimizer"]["config"]["lr"]
    optimizer = tiny_optimizer(rate)
    section = config["lr_scheduler"]
    steps = config["regime"]["num_steps"]
    scheduler = make(section["name"], section["config"], optimizer, rate, steps)
    return rates_of(optimizer, total, lambda _done: scheduler.step())
