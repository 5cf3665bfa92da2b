"""`deepspeed.initialize` and its engine's own stepping, in one process on the CPU."""

import os
from importlib import import_module

os.environ.setdefault("DS_ACCELERATOR", "cpu")

import deepspeed
import torch

from .common import load_module, read_json, tiny_model

# One process has nothing to share; DeepSpeed would compile its shared-memory collectives first.
import_module("deepspeed.comm.torch").build_shm_op = lambda: None

PACKAGES = ["deepspeed", "torch"]


def run(path, total):
    is_code = path.endswith(".py")
    config = {"train_batch_size": 1, "optimizer": {"type": "AdamW", "params": {"lr": 1.0}}}
    config = {**config, **({} if is_code else read_json(path))}
    model = tiny_model()
    optimizer = torch.optim.AdamW(model.parameters(), lr=config.pop("optimizer")["params"]["lr"])
    more = {"lr_scheduler": load_module(path).make_scheduler} if is_code else {}
    engine, optimizer, _, _ = deepspeed.initialize(model=model, optimizer=optimizer, config=config, **more)
    rates = []
    for _ in range(total):
        rates.append(float(optimizer.param_groups[0]["lr"]))
        loss = engine(torch.randn(1, 2)).square().mean()
        engine.backward(loss)
        engine.step()
    return rates
