"""megatron-core's OptimizerParamScheduler, made as Megatron-LM's `get_optimizer_param_scheduler` makes it."""

from megatron.core.optimizer_param_scheduler import OptimizerParamScheduler

from .common import load_module, read_flags, tiny_optimizer

PACKAGES = ["megatron-core"]
BATCH = 8


def samples(flags, name, default):
    """A length in samples, whether it is given in iterations or in samples."""
    if f"{name}-samples" in flags:
        return int(flags[f"{name}-samples"])
    return int(flags[f"{name}-iters"]) * BATCH if f"{name}-iters" in flags else default


def arguments(flags):
    decay = samples(flags, "lr-decay", samples(flags, "train", None))
    fraction = flags.get("lr-warmup-fraction")
    return {
        "init_lr": float(flags.get("lr-warmup-init", 0)),
        "max_lr": float(flags["lr"]),
        "min_lr": float(flags.get("min-lr", 0)),
        "lr_warmup_steps": samples(flags, "lr-warmup", 0) if fraction is None else float(fraction) * decay,
        "lr_decay_steps": decay,
        "lr_decay_style": flags.get("lr-decay-style", "linear"),
        "wsd_decay_steps": samples(flags, "lr-wsd-decay", None),
        "lr_wsd_decay_style": flags.get("lr-wsd-decay-style", "exponential"),
    }


def run(path, total):
    is_code = path.endswith(".py")
    scheduler_class = load_module(path).scheduler_class(BATCH) if is_code else OptimizerParamScheduler
    flags = {"lr": "1", "train-iters": str(total)} if is_code else read_flags(path)
    optimizer = tiny_optimizer(1.0)
    optimizer.param_groups[0].update(default_config=True)
    scheduler = scheduler_class(
        optimizer,
        start_wd=0.01,
        end_wd=0.01,
        wd_incr_steps=total * BATCH,
        wd_incr_style="constant",
        use_checkpoint_opt_param_scheduler=False,
        **arguments(flags),
    )
    rates = []
    for _ in range(total):
        rates.append(float(optimizer.param_groups[0]["lr"]))
        scheduler.step(increment=BATCH)
    return rates
