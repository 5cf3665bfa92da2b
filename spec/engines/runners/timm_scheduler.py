"""timm's scheduler from the arguments of its train.py, stepped after each update as that does."""

from types import SimpleNamespace

from timm.scheduler import create_scheduler_v2, scheduler_kwargs

from .common import load_module, rates_of, read_yaml, tiny_optimizer

PACKAGES = ["timm", "torch"]


# The defaults of train.py for what is not in the file.
DEFAULTS = {
    "sched": "cosine",
    "warmup_lr": 1e-5,
    "min_lr": 0.0,
    "warmup_epochs": 5,
    "cooldown_epochs": 0,
    "decay_epochs": 90.0,
    "decay_milestones": [90, 180, 270],
    "decay_rate": 0.1,
    "lr_cycle_mul": 1.0,
    "lr_cycle_decay": 0.5,
    "lr_cycle_limit": 1,
    "lr_k_decay": 1.0,
    "warmup_prefix": False,
    "sched_on_updates": False,
}


def run(path, total):
    if path.endswith(".py"):
        optimizer = tiny_optimizer(1.0)
        scheduler = load_module(path).make_scheduler(optimizer)
        return rates_of(optimizer, total, lambda done: scheduler.step_update(done))
    arguments = SimpleNamespace(**{**DEFAULTS, **read_yaml(path)})
    optimizer = tiny_optimizer(arguments.lr)
    scheduler, epochs = create_scheduler_v2(
        optimizer,
        **scheduler_kwargs(arguments),
        updates_per_epoch=per_epoch(arguments, total),
    )
    updates = per_epoch(arguments, total)
    # The loop of train.py.
    scheduler.step_update(0) if arguments.sched_on_updates else scheduler.step(0)

    def after_update(done):
        scheduler.step_update(done)
        if done % updates == 0:
            scheduler.step(done // updates)

    assert total <= epochs * updates, "the run is shorter than the schedule"
    return rates_of(optimizer, total, after_update)


def per_epoch(arguments, total):
    """The length of an epoch is that of the data; here it is what makes the run of the arguments `total` updates long."""
    before = arguments.warmup_epochs if arguments.warmup_prefix else 0
    cycles = sum(arguments.lr_cycle_mul**cycle for cycle in range(arguments.lr_cycle_limit))
    return round(total / (arguments.epochs * cycles + before + arguments.cooldown_epochs))
