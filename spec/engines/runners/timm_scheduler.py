"""timm's scheduler from the arguments of its train.py, stepped after each update as that does."""

from types import SimpleNamespace

from timm.scheduler import create_scheduler_v2, scheduler_kwargs

from .common import load_module, rates_of, read_yaml, tiny_optimizer

PACKAGES = ["timm", "torch"]


def run(path, total):
    if path.endswith(".py"):
        optimizer = tiny_optimizer(1.0)
        scheduler = load_module(path).make_scheduler(optimizer)
    else:
        arguments = read_yaml(path)
        optimizer = tiny_optimizer(arguments["lr"])
        # The length of an epoch is that of the data; `import` has to be told it, too.
        per_epoch = round(total / (arguments["epochs"] + arguments["warmup_epochs"]))
        kwargs = scheduler_kwargs(SimpleNamespace(**arguments))
        scheduler, _ = create_scheduler_v2(optimizer, **kwargs, updates_per_epoch=per_epoch)
        scheduler.step_update(0)
    return rates_of(optimizer, total, lambda done: scheduler.step_update(done))
