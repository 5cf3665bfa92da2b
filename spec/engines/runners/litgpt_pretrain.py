"""litgpt's `get_lr` as its pretraining loop calls it: an update runs at the rate of its last micro-batch."""

from litgpt.args import TrainArgs
from litgpt.pretrain import get_lr

from .common import read_yaml

PACKAGES = ["litgpt"]


def run(path, total):
    config = read_yaml(path)
    train = TrainArgs(**config["train"])
    devices = config["devices"]
    accumulated = train.gradient_accumulation_iters(devices, 1)
    most = total * accumulated
    warmup = train.warmup_iters(devices, 1, most, None)
    rate = config["optimizer"]["init_args"]["lr"]
    last = [(update + 1) * accumulated - 1 for update in range(total)]
    return [get_lr(rate, micro_batch, warmup, most, train.min_lr) for micro_batch in last]
