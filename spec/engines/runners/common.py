"""What the runners share: a tiny model, exported modules, flags, and PyTorch schedulers stepped as a training loop does."""

import importlib.util
import json
import sys
from types import ModuleType

import torch
import yaml


def read_yaml(path):
    with open(path) as file:
        return yaml.safe_load(file)


def read_json(path):
    with open(path) as file:
        return json.load(file)


def read_flags(path):
    """`--name value` pairs as a dict, the values as text."""
    words = open(path).read().replace("\\\n", " ").split()
    return {name.removeprefix("--"): value for name, value in zip(words[::2], words[1::2])}


def load_module(path):
    spec = importlib.util.spec_from_file_location("exported", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def bare_package(name, folder):
    """Puts a package in place without running its `__init__`, so that one of its modules can be imported."""
    package = ModuleType(name)
    package.__path__ = [str(folder)]
    sys.modules.setdefault(name, package)


def tiny_model():
    return torch.nn.Linear(2, 1)


def tiny_optimizer(lr):
    return torch.optim.SGD(tiny_model().parameters(), lr=lr)


def rates_of(optimizer, total, after_update):
    """The rate of each update; `after_update(done)` is what the engine does when an update is done."""
    rates = []
    for update in range(total):
        rates.append(float(optimizer.param_groups[0]["lr"]))
        optimizer.step()
        after_update(update + 1)
    return rates
