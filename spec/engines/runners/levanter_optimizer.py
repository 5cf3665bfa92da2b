"""Levanter's `OptimizerConfig.lr_scheduler` under JAX in float32.

Its module is loaded without the packages that models need, whose versions exclude this JAX.
"""

from dataclasses import fields

import jax

from .common import read_yaml
from .stubs import stub_modules

stub_modules(
    "draccus",
    "equinox",
    "haliax",
    "jaxtyping",
    "jmp",
    "levanter",
    "wandb",
    but={"levanter", "levanter.trainer"},
)

from levanter.trainer import OptimizerConfig

PACKAGES = ["levanter", "optax", "jax"]


def arguments(section):
    """The section with the types of its fields, as Levanter's parser gives them: YAML reads `6e-4` as text."""
    floats = {field.name for field in fields(OptimizerConfig) if field.type is float}
    return {name: float(value) if name in floats else value for name, value in section.items()}


def run(path, total):
    config = read_yaml(path)
    steps = config["trainer"]["num_train_steps"]
    schedule = jax.jit(OptimizerConfig(**arguments(config["optimizer"])).lr_scheduler(steps))
    return [float(schedule(update)) for update in range(total)]
