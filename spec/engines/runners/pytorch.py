"""PyTorch's schedulers, native or a LambdaLR, in a plain loop."""

from .common import load_module, rates_of, tiny_optimizer

PACKAGES = ["torch"]


def run(path, total):
    optimizer = tiny_optimizer(1.0)
    scheduler = load_module(path).make_scheduler(optimizer)
    return rates_of(optimizer, total, lambda _done: scheduler.step())
