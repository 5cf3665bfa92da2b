"""open_clip's schedulers, made of the flags as its `main` makes them, and called with each update."""

from open_clip_train.params import parse_args
from open_clip_train.scheduler import const_lr, const_lr_cooldown, cosine_lr

from .common import load_module, tiny_optimizer

PACKAGES = ["open_clip_torch", "torch"]


def scheduler_of(args, optimizer, per_epoch):
    total = per_epoch * args.epochs
    if args.lr_scheduler == "const-cooldown":
        cooldown = per_epoch * args.epochs_cooldown
        more = cooldown, args.lr_cooldown_power, args.lr_cooldown_end
        return const_lr_cooldown(optimizer, args.lr, args.warmup, total, *more)
    make = {"cosine": cosine_lr, "const": const_lr}[args.lr_scheduler]
    return make(optimizer, args.lr, args.warmup, total)


def run(path, total):
    optimizer = tiny_optimizer(1.0)
    if path.endswith(".py"):
        scheduler = load_module(path).make_scheduler(optimizer)
    else:
        args = parse_args(open(path).read().replace("\\\n", " ").split())
        scheduler = scheduler_of(args, optimizer, total // args.epochs)
    rates = []
    for update in range(total):
        scheduler(update)
        rates.append(float(optimizer.param_groups[0]["lr"]))
    return rates
