"""Milliseconds of a step of PyTorch's optimizers on the CPU, one thread, as JSON: `torch_steps.py SIZE ROUNDS`."""

import json
import sys
import time

import torch

torch.set_num_threads(1)
SIZE, ROUNDS = int(sys.argv[1]), int(sys.argv[2])

FUSED = {"SGD", "Adam", "AdamW", "Adagrad"}
OPTIONS = {"SGD": {"momentum": 0.9}}
NAMES = ["SGD", "Adam", "AdamW", "RMSprop", "Adagrad", "Adadelta", "Adamax", "NAdam", "RAdam", "ASGD", "Rprop"]


def milliseconds(name, options):
    place = torch.arange(SIZE, dtype=torch.float64)
    parameter = torch.nn.Parameter(torch.sin(place).to(torch.float32))
    parameter.grad = (0.01 * torch.cos(1.7 * place)).to(torch.float32)
    optimizer = getattr(torch.optim, name)([parameter], lr=1e-3, **OPTIONS.get(name, {}), **options)
    runs = max(1, 2_000_000 // SIZE)
    for _ in range(3):
        optimizer.step()
    rounds = []
    for _ in range(ROUNDS):
        start = time.perf_counter()
        for _ in range(runs):
            optimizer.step()
        rounds.append(1000 * (time.perf_counter() - start) / runs)
    return {"milliseconds": sorted(rounds)[ROUNDS // 2], "first": parameter[:8].tolist()}


foreach = {name: milliseconds(name, {"foreach": True}) for name in NAMES}
fused = {name: milliseconds(name, {"fused": True}) for name in NAMES if name in FUSED}
print(json.dumps({"version": torch.__version__, "foreach": foreach, "fused": fused}))
