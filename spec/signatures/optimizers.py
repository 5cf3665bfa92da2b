"""Makes optimizers.json: the options of each optimizer in its package, with their defaults.

    pip install torch==2.15.0 timm==1.0.31 pytorch_optimizer==4.1.0 schedulefree==1.4.1 prodigyopt==1.1.2
    python3 optimizers.py > optimizers.json
"""

import inspect
import json
from importlib.metadata import version

import prodigyopt
import pytorch_optimizer
import schedulefree
import timm.optim
import torch.optim

TORCH = "SGD Adam AdamW NAdam RAdam Adamax RMSprop Adagrad Adadelta ASGD Rprop Adafactor Muon".split()
CLASSES = {
    **{name: ("torch", getattr(torch.optim, name)) for name in TORCH},
    "Lion": ("timm", timm.optim.Lion),
    "LAMB": ("timm", timm.optim.Lamb),
    "ADOPT": ("timm", timm.optim.Adopt),
    "AdEMAMix": ("pytorch_optimizer", pytorch_optimizer.AdEMAMix),
    "AdamWScheduleFree": ("schedulefree", schedulefree.AdamWScheduleFree),
    "SGDScheduleFree": ("schedulefree", schedulefree.SGDScheduleFree),
    "Prodigy": ("prodigyopt", prodigyopt.Prodigy),
}


def options(cls):
    parameters = [each for each in inspect.signature(cls.__init__).parameters.values() if each.name not in ("self", "params")]
    named = [each for each in parameters if each.kind != inspect.Parameter.VAR_KEYWORD]
    return {each.name: "Infinity" if each.default == float("inf") else each.default for each in named}


def entry(name, package, cls):
    release = version(package).split("+")[0]
    return f'"{name}": {json.dumps({"package": package, "version": release, "options": options(cls)})}'


print("{\n" + ",\n".join(entry(name, package, cls) for name, (package, cls) in CLASSES.items()) + "\n}")
